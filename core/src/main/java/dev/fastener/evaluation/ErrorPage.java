package dev.fastener.evaluation;

import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTML page, without scripts or anything from the network, that shows the errors of an evaluation in their sentences.
 * Spans stand in brackets with their type, so that the page reads without colours and in a screen reader. Not thread-safe.
 */
public final class ErrorPage {
    /** Errors of one kind beyond these are counted, not shown: nobody reads more, and browsers must open the page. */
    private static final int MOST_SHOWN = 2000;
    /** Characters shown on each side of an entity. */
    private static final int CONTEXT = 60;

    private final String model;
    private final String corpus;
    private final Map<EntityError.Kind, List<Entry>> entries = new EnumMap<>(EntityError.Kind.class);
    private final Map<EntityError.Kind, Long> counts = new EnumMap<>(EntityError.Kind.class);

    private record Entry(LabelledSentence sentence, EntityError error) {}

    /**
     * @param model name for the heading
     * @param corpus name for the heading
     */
    public ErrorPage(String model, String corpus) {
        this.model = model;
        this.corpus = corpus;
        for (EntityError.Kind kind : EntityError.Kind.values()) {
            entries.put(kind, new ArrayList<>());
            counts.put(kind, 0L);
        }
    }

    /** Adds the errors of one sentence. */
    public void add(LabelledSentence sentence, List<EntitySpan> predicted) {
        for (EntityError error : EntityError.of(sentence.entities(), predicted)) {
            counts.merge(error.kind(), 1L, Long::sum);
            List<Entry> shown = of(error.kind());
            if (shown.size() < MOST_SHOWN) {
                shown.add(new Entry(sentence, error));
            }
        }
    }

    private List<Entry> of(EntityError.Kind kind) {
        return entries.getOrDefault(kind, List.of());
    }

    private long count(EntityError.Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** Writes the page in UTF-8; the stream stays open. */
    public void write(OutputStream out, EvaluationReport report) throws IOException {
        Writer page = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        page.append(HEAD);
        page.append("<h1>Errors of ")
                .append(escape(model))
                .append("</h1>\n<p>on ")
                .append(escape(corpus));
        page.append(": ").append(number(report.sentences())).append(" sentences, ");
        page.append(number(report.conlleval().tokens())).append(" tokens</p>\n");
        writeScores(page, report.strict());
        page.append("<nav>");
        for (EntityError.Kind kind : EntityError.Kind.values()) {
            page.append("<a href=\"#")
                    .append(kind.name())
                    .append("\">")
                    .append(title(kind))
                    .append(" ");
            page.append(number(count(kind))).append("</a> ");
        }
        page.append("</nav>\n");
        for (EntityError.Kind kind : EntityError.Kind.values()) {
            writeKind(page, kind);
        }
        page.append("</main>\n</html>\n");
        page.flush();
    }

    private static void writeScores(Writer page, EntityScores scores) throws IOException {
        page.append("<table><thead><tr><th>type<th>F1<th>precision<th>recall<th>gold<th>found</thead>\n<tbody>");
        writeRow(page, "all", scores.micro());
        for (Map.Entry<String, Counts> type : scores.byType().entrySet()) {
            writeRow(page, type.getKey(), type.getValue());
        }
        page.append("</tbody></table>\n");
    }

    private static void writeRow(Writer page, String name, Counts counts) throws IOException {
        page.append("<tr><th scope=row>").append(escape(name));
        for (double share : new double[] {counts.f1(), counts.precision(), counts.recall()}) {
            page.append("<td>").append(String.format(Locale.ROOT, "%.2f", 100 * share));
        }
        page.append("<td>").append(number(counts.gold())).append("<td>").append(number(counts.predicted()));
        page.append("</tr>\n");
    }

    private void writeKind(Writer page, EntityError.Kind kind) throws IOException {
        page.append("<h2 id=\"")
                .append(kind.name())
                .append("\">")
                .append(title(kind))
                .append(": ");
        page.append(number(count(kind))).append("</h2>\n<p>").append(explanation(kind));
        if (count(kind) > MOST_SHOWN) {
            page.append(" The first ").append(number(MOST_SHOWN)).append(" are shown.");
        }
        page.append("</p>\n<ol>\n");
        for (Entry entry : of(kind)) {
            LabelledSentence sentence = entry.sentence();
            page.append("<li value=").append(String.valueOf(sentence.line())).append("><dl>");
            writeSide(
                    page, "gold", sentence, entry.error().gold(), entry.error().predicted());
            writeSide(
                    page,
                    "found",
                    sentence,
                    entry.error().predicted(),
                    entry.error().gold());
            page.append("</dl></li>\n");
        }
        page.append("</ol>\n");
    }

    /** One reading of the sentence, {@code other} being the one that it is compared with. */
    private static void writeSide(
            Writer page, String side, LabelledSentence sentence, Optional<EntitySpan> span, Optional<EntitySpan> other)
            throws IOException {
        page.append("<dt>").append(side).append("<dd>");
        if (span.isEmpty()) {
            page.append("<i>nothing</i>\n");
            return;
        }
        EntitySpan place = span.get();
        EntitySpan partner = other.orElse(place);
        String text = sentence.text();
        int start = sentence.starts()[place.start()];
        int end = sentence.ends()[place.end() - 1];
        int from = cut(text, Math.min(start, sentence.starts()[partner.start()]) - CONTEXT);
        int to = cut(text, Math.max(end, sentence.ends()[partner.end() - 1]) + CONTEXT);
        page.append(from > 0 ? "… " : "").append(escape(text.substring(from, start)));
        page.append("<mark class=").append(side).append(">[").append(escape(text.substring(start, end)));
        page.append(" <b>").append(escape(place.type())).append("</b>]</mark>");
        page.append(escape(text.substring(end, to)))
                .append(to < text.length() ? " …" : "")
                .append("\n");
    }

    /** A place within the text that doesn't part a surrogate pair. */
    private static int cut(String text, int at) {
        int bounded = Math.max(0, Math.min(text.length(), at));
        boolean inside = bounded > 0 && bounded < text.length() && Character.isLowSurrogate(text.charAt(bounded));
        return inside ? bounded - 1 : bounded;
    }

    private static String title(EntityError.Kind kind) {
        return switch (kind) {
            case MISSED -> "Missed";
            case SPURIOUS -> "Spurious";
            case BOUNDARY -> "Wrong boundary";
            case TYPE -> "Wrong type";
        };
    }

    private static String explanation(EntityError.Kind kind) {
        return switch (kind) {
                    case MISSED -> "Gold entities that no prediction overlaps.";
                    case SPURIOUS -> "Predictions that no gold entity overlaps.";
                    case BOUNDARY -> "Predictions that overlap a gold entity but start or end elsewhere.";
                    case TYPE -> "Predictions with the right start and end and another type.";
                }
                + " The number is the line of the corpus where the sentence starts.";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(isForbidden(text, i) ? '\uFFFD' : c);
            }
        }
        return escaped.toString();
    }

    /** HTML has no way to write control characters and lone surrogates. */
    private static boolean isForbidden(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c < ' ' && c != '\t' && c != '\n' && c != '\r';
    }

    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Fastener: errors</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; margin: 0; }
            main { max-width: 64rem; margin: 0 auto; padding: 1rem; }
            h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
            h2 { font-size: 1.2rem; margin-top: 2.5rem; border-bottom: 1px solid; }
            table { border-collapse: collapse; display: block; overflow-x: auto; font-variant-numeric: tabular-nums; }
            th, td { padding: .15rem .8rem .15rem 0; text-align: right; }
            th:first-child { text-align: left; }
            thead th { border-bottom: 1px solid; }
            nav a { display: inline-block; margin: 1rem 1rem 0 0; }
            ol { padding-left: 3.5rem; }
            li { margin: .8rem 0; }
            dl { display: grid; grid-template-columns: 3.5rem 1fr; margin: 0; }
            dt { opacity: .75; }
            dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
            mark { background: none; color: inherit; font-weight: 600; border-bottom: 3px solid #2a7; }
            mark.found { border-bottom: 3px dashed #c40; }
            mark b { font-size: .75em; }
            @media (max-width: 34rem) { ol { padding-left: 2.6rem; } dl { display: block; } dt { margin-top: .3rem; } }
            </style>
            <main>
            """;
}
