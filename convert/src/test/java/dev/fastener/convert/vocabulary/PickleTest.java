package dev.fastener.convert.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.json.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PickleTest {
    private static List<?> cases(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(PickleTest.class.getResourceAsStream(file), file)) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return (List<?>) Objects.requireNonNull(JsonTree.read(file, json));
        }
    }

    private static byte[] bytes(Map<?, ?> recorded) {
        return Base64.getDecoder().decode((String) recorded.get("pickle"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"python2.json", "numpy1.json", "numpy2.json"})
    void readsWhatPythonWroteInAllProtocols(String file) throws IOException {
        for (Object one : cases(file)) {
            Map<?, ?> recorded = (Map<?, ?>) one;
            Object value = Pickle.read("data.pkl", bytes(recorded));
            assertThat(asJson(value)).as("%s %s", file, recorded.get("name")).isEqualTo(asJson(recorded.get("value")));
        }
    }

    /** JSON has no sets and no bytes, and whole numbers may be written either way. */
    private static Object asJson(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> json = new LinkedHashMap<>();
            map.forEach((key, part) -> json.put(String.valueOf(key), asJson(part)));
            return json;
        }
        if (value instanceof List<?> list) {
            List<Object> json = new ArrayList<>();
            list.forEach(part -> json.add(asJson(part)));
            return json;
        }
        if (value instanceof Set<?> set) {
            return set.stream().map(PickleTest::asJson).sorted().toList();
        }
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return value;
    }

    @Test
    void sharedPartsAreOneObject() throws IOException {
        for (Object one : cases("numpy2.json")) {
            Map<?, ?> recorded = (Map<?, ?>) one;
            if (String.valueOf(recorded.get("name")).startsWith("shared")) {
                List<?> list = (List<?>) Objects.requireNonNull(Pickle.read("data.pkl", bytes(recorded)));
                assertThat(list.get(0)).isSameAs(list.get(2));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cos\\nsystem\\n(S'touch owned'\\ntR.          | os.system",
                "c__builtin__\\neval\\n(S'1'\\ntR.             | __builtin__.eval",
                "(S'id'\\nios\\nsystem\\n.                     | os.system",
                "(cos\\nsystem\\nS'id'\\no.                    | os.system",
                "ccollections\\ndefaultdict\\n(tR.             | collections.defaultdict",
                "cnumpy.testing\\nmeasure\\n(tR.               | numpy.testing.measure",
                "cbuiltins\\nset\\n)\\x81.                      | an object of a class",
                "]}b.                                           | an object with a state",
                "Pname\\n.                                      | persistent id",
                "\\x82\\x01.                                    | extension registry",
                "csklearn.preprocessing._label\\nLabelEncoder\\n. | classes_.tolist()",
                "ckeras_preprocessing.text\\nTokenizer\\n.       | .to_json())",
            })
    void whatWouldCallSomethingIsRefusedByName(String pickle, String expected) {
        byte[] bytes = PickleText.unescaped(pickle, true).getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Pickle.read("words.pkl", bytes))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining(expected)
                .hasMessageContaining("nothing was run")
                .hasMessageContaining("pickle.load(open(\"words.pkl\", \"rb\"))")
                .hasMessageContaining("words.json");
    }

    @Test
    void aProtocol4NameIsRefusedToo() {
        byte[] bytes = "\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093\u008c\u0002id\u0085R."
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Pickle.read("words.pkl", bytes)).hasMessageContaining("found posix.system");
    }

    /** Each level refers twice to the one below: 2^60 if it were copied. */
    @Test
    void laughsStaySmall() {
        StringBuilder pickle = new StringBuilder("](K\u0001eq\u0000");
        for (char level = 1; level < 60; level++) {
            pickle.append("](h")
                    .append((char) (level - 1))
                    .append('h')
                    .append((char) (level - 1))
                    .append("eq")
                    .append(level);
        }
        List<?> list = (List<?>) Objects.requireNonNull(read(pickle.append('.').toString()));
        assertThat(list).hasSize(2);
        assertThat(Dictionaries.in(list)).isEmpty();
    }

    @Test
    void aListThatHoldsItselfEndsSomewhere() {
        Object list = read("]q\u0000h\u0000a.");
        assertThat(Dictionaries.in(list)).isEmpty();
    }

    /** Negative and positive numbers of which each has the hash 0; told from texts of that hash one by one. */
    @Test
    void numbersThatShareOneHashAreFew() {
        StringBuilder pickle = new StringBuilder("}(");
        for (int i = 0; i < 100; i++) {
            byte half = (byte) i;
            pickle.append('\u008a').append('\u0008');
            for (int b = 0; b < 8; b++) {
                pickle.append(b % 4 == 0 ? (char) half : '\u0000');
            }
            pickle.append("K\u0001");
        }
        assertThatThrownBy(() -> read(pickle + "u."))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("at most 64 numbers share one hash");
    }

    @Test
    void whatIsMemorisedIsCounted() {
        assertThatThrownBy(() -> read("N" + "\u0094".repeat(1_100_000) + "."))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("expected at most 4194304 values");
    }

    @Test
    void copiesAreCounted() {
        String numbers = "](" + "K\u0001".repeat(100_000) + "eq\u0000";
        String copied = numbers + "(" + "c__builtin__\nset\nh\u0000\u0085R".repeat(100) + "l.";
        assertThatThrownBy(() -> read(copied)).hasMessageContaining("expected at most 4194304 values");
        String encoded = "X\u0000\u0000\u0001\u0000" + "a".repeat(65_536) + "q\u0000("
                + "c_codecs\nencode\nh\u0000X\u0006\u0000\u0000\u0000latin1\u0086R".repeat(1000) + "l.";
        assertThatThrownBy(() -> read(encoded)).hasMessageContaining("expected at most 4194304 values");
    }

    @Test
    void nestingCostsNoStack() {
        String deep = "]".repeat(300_000) + "a".repeat(299_999) + ".";
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(Dictionaries.in(read(deep))).isEmpty());
        assertThatThrownBy(() -> read("(".repeat(5_000_000) + ".")).isInstanceOf(ConversionException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "]",
                "0.",
                "t.",
                "(",
                "X\u00ff\u00ff\u00ff\u007fab.",
                "B\u00ff\u00ff\u00ff\u00ffab.",
                "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffab.",
                "h\u0005.",
                "g77\n.",
                "Ix\n.",
                "Fx\n.",
                "L99999999999999999999L\n.",
                "\u008a\u00ff.",
                "(K\u0001d.",
                "(]K\u0001d.",
                "K\u0001K\u0001a.",
                "S'a\n.",
                "}K\u0001s.",
                "\u008c\u0001\u00ff.",
                "R.",
                "K\u0001K\u0001R.",
                "hello world"
            })
    void brokenPicklesAreRefused(String pickle) {
        assertThatThrownBy(() -> read(pickle))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("words.pkl");
    }

    @Test
    void arraysThatClaimMoreThanTheyHaveAreRefused() {
        for (String shape : List.of(
                "J\u0000\u0000\u0000\u007f\u0085",
                "J\u0000\u0000\u0000\u007fK\u0000\u0086",
                ")",
                "K\u0001K\u0001K\u0001\u0087")) {
            String pickle =
                    "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\u0000\u0085C\u0001b\u0087R(K\u0001"
                            + shape
                            + "cnumpy\ndtype\nX\u0002\u0000\u0000\u0000i8\u0085R\u0089C\u0008\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000tb.";
            assertThatThrownBy(() -> read(pickle))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("numpy");
        }
    }

    /** Whatever is cut off or changed: a value or an error of ours. */
    @Test
    void mutatedPicklesNeverDoAnythingElse() throws IOException {
        Random random = new Random(1);
        for (String file : List.of("python2.json", "numpy1.json", "numpy2.json")) {
            for (Object one : cases(file)) {
                byte[] bytes = bytes((Map<?, ?>) one);
                for (int round = 0; round < 100; round++) {
                    byte[] mutated = Arrays.copyOf(bytes, round % 2 == 0 ? random.nextInt(bytes.length) : bytes.length);
                    for (int i = 0; i < round % 4 && mutated.length > 0; i++) {
                        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
                    }
                    try {
                        Dictionaries.in(Pickle.read("words.pkl", mutated));
                    } catch (ConversionException expected) {
                        assertThat(expected).hasMessageContaining("words.pkl");
                    } catch (RuntimeException | StackOverflowError e) {
                        fail(file + " " + ((Map<?, ?>) one).get("name") + " round " + round, e);
                    }
                }
            }
        }
    }

    private static Object read(String latin1) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
        return Pickle.read("words.pkl", bytes.toByteArray());
    }
}
