package dev.fastener.app.slim;

import dev.fastener.text.CorpusFormatException;
import dev.fastener.text.LabelledSentence;
import dev.fastener.text.Segmenter;
import dev.fastener.text.Steps;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text without labels, a sentence per line, cut into tokens as a model does. */
final class UnlabelledText {
    private static final long MOST_CHARACTERS = 50_000_000;

    private UnlabelledText() {}

    /**
     * Reads a file; lines without tokens are left out.
     *
     * @throws CorpusFormatException where it is not UTF-8, has no text or more than memory should hold
     */
    static List<LabelledSentence> read(Path file, Segmenter segmenter) throws IOException {
        List<LabelledSentence> sentences = new ArrayList<>();
        long characters = 0;
        long number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String read = reader.readLine(); read != null; read = reader.readLine()) {
                String line = number == 0 && read.startsWith("\uFEFF") ? read.substring(1) : read;
                number++;
                characters += line.length();
                if (characters > MOST_CHARACTERS) {
                    throw new CorpusFormatException(
                            file.toString(),
                            number,
                            "expected at most " + MOST_CHARACTERS + " characters, found more; cut the file here");
                }
                LabelledSentence sentence = sentence(line, number, segmenter.segment(line));
                if (sentence.length() > 0) {
                    sentences.add(sentence);
                }
            }
        } catch (MalformedInputException e) {
            throw new CorpusFormatException(
                    file.toString(), number + 1, "expected UTF-8 text, found other bytes; convert the file");
        }
        if (sentences.isEmpty()) {
            throw new CorpusFormatException(file.toString(), 0, "expected a sentence per line, found no text");
        }
        System.err.printf(
                Locale.ROOT, "%s: %,d sentences, %,d characters without labels%n", file, sentences.size(), characters);
        return sentences;
    }

    private static LabelledSentence sentence(String text, long line, Steps steps) {
        int[] starts = new int[steps.size()];
        int[] ends = new int[steps.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = steps.start(i);
            ends[i] = steps.end(i);
        }
        return new LabelledSentence(text, starts, ends, List.of(), line);
    }
}
