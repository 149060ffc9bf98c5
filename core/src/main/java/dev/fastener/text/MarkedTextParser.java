package dev.fastener.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One text a line with its entities marked in it: BosonNLP's {@code {{type:surface}}} or YEDDA's {@code [@surface#type*]}.
 * The marks are taken out; the spans are counted in code points of what is left.
 */
final class MarkedTextParser implements CorpusParser {
    /** Possessive and without alternatives to come back to, so that a line is read once whatever it holds. */
    private static final Pattern MARK = Pattern.compile(
            "\\{\\{([A-Za-z_][A-Za-z0-9_]{0,63}):([^{}]{1,1000})\\}\\}|\\[@([^\\[\\]#]{1,1000})#([^\\[\\]*#]{1,64})\\*\\]");

    private final CorpusSource source;

    MarkedTextParser(CorpusSource source) {
        this.source = source;
    }

    static boolean hasMark(String line) {
        return MARK.matcher(line).find();
    }

    @Override
    public void parse(SentenceSink sink) throws IOException {
        try (LineReader lines = new LineReader(source)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    sink.spanned(read(line, lines.line()));
                }
            }
        }
    }

    private SpannedText read(String line, long number) {
        StringBuilder text = new StringBuilder();
        List<CharSpan> spans = new ArrayList<>();
        Matcher mark = MARK.matcher(line);
        int done = 0;
        long codePoints = 0;
        while (mark.find()) {
            boolean boson = mark.group(1) != null;
            String surface = boson ? mark.group(2) : mark.group(3);
            codePoints += line.codePointCount(done, mark.start());
            text.append(line, done, mark.start()).append(surface);
            long end = codePoints + surface.codePointCount(0, surface.length());
            spans.add(new CharSpan(codePoints, end, boson ? mark.group(1) : mark.group(4), surface));
            codePoints = end;
            done = mark.end();
        }
        text.append(line, done, line.length());
        return new SpannedText(text.toString(), spans, false, source.name(), number);
    }
}
