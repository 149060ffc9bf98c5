package dev.fastener.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiPredicate;

/**
 * Word lists, entity patterns and sentence patterns, as grammar.txt describes them. A slot in braces stands for an
 * alternative of the list that it names; an upper-case one is an entity of that type.
 *
 * @param words alternatives by name of the list
 * @param entities patterns by type
 * @param fields sentence patterns by field (news, cv, ...)
 */
record Grammar(Map<String, List<String>> words, Map<String, List<String>> entities, Map<String, List<String>> fields) {
    private static final String RESOURCE = "grammar.txt";
    private static final int TRIES = 10_000;

    /**
     * A piece of a sentence.
     *
     * @param type of the entity; empty for plain text
     */
    record Piece(String text, String type) {}

    static Grammar read() throws IOException {
        try (InputStream in = Grammar.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(RESOURCE + ": missing from the jar");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Grammar parse(String text) {
        Grammar grammar = new Grammar(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        String section = "";
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
            } else if (section.equals("words")) {
                List<String> list = List.of(line.split(" +", -1));
                grammar.words.put(list.get(0), list.subList(1, list.size()));
            } else {
                (isType(section) ? grammar.entities : grammar.fields)
                        .computeIfAbsent(section, name -> new ArrayList<>())
                        .add(line);
            }
        }
        return grammar;
    }

    /**
     * One sentence of {@code field}.
     *
     * @param accepted whether an entity's type and name may be used; others are drawn again
     */
    List<Piece> sentence(String field, Random random, BiPredicate<String, String> accepted) {
        List<Piece> pieces = new ArrayList<>();
        String pattern = pick(list(fields, field), random);
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < pattern.length(); ) {
            int open = pattern.indexOf('{', at);
            int close = pattern.indexOf('}', at);
            if (open < 0) {
                plain.append(pattern, at, pattern.length());
                break;
            }
            plain.append(pattern, at, open);
            String name = pattern.substring(open + 1, close);
            if (isType(name)) {
                pieces.add(new Piece(plain.toString(), ""));
                plain.setLength(0);
                pieces.add(new Piece(entity(name, random, accepted), name));
            } else {
                plain.append(expand(pick(list(words, name), random), random));
            }
            at = close + 1;
        }
        pieces.add(new Piece(plain.toString(), ""));
        pieces.removeIf(piece -> piece.text.isEmpty());
        return pieces;
    }

    private String entity(String type, Random random, BiPredicate<String, String> accepted) {
        for (int i = 0; i < TRIES; i++) {
            String name = expand(pick(list(entities, type), random), random);
            if (accepted.test(type, name)) {
                return name;
            }
        }
        throw new IllegalStateException(RESOURCE + ": no acceptable " + type + " in " + TRIES + " tries");
    }

    private String expand(String pattern, Random random) {
        int open = pattern.indexOf('{');
        if (open < 0) {
            return pattern;
        }
        int close = pattern.indexOf('}', open);
        String word = pick(list(words, pattern.substring(open + 1, close)), random);
        return pattern.substring(0, open) + word + expand(pattern.substring(close + 1), random);
    }

    private static boolean isType(String name) {
        return Character.isUpperCase(name.charAt(0));
    }

    private static List<String> list(Map<String, List<String>> lists, String name) {
        List<String> list = lists.get(name);
        if (list == null) {
            throw new IllegalStateException(RESOURCE + ": expected a list named " + name + ", found none");
        }
        return list;
    }

    private static String pick(List<String> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
