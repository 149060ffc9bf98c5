package dev.fastener.app.tag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TagCommandTest {
    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    private final InputStream in = System.in;
    private final ByteArrayOutputStream written = streams.written;
    private final ByteArrayOutputStream complaints = streams.complaints;

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = LettersModel.writeTo(folder);
    }

    @AfterEach
    void restore() {
        System.setIn(in);
    }

    private String tag(String input, String... arguments) {
        return tag(input.getBytes(StandardCharsets.UTF_8), 0, arguments);
    }

    private String tag(byte[] input, int expectedCode, String... arguments) {
        System.setIn(new ByteArrayInputStream(input));
        List<String> all = new ArrayList<>(List.of("tag", "--model", model.toString()));
        all.addAll(Arrays.asList(arguments));
        assertThat(Main.run(all.toArray(String[]::new)))
                .as(complaints.toString(StandardCharsets.UTF_8))
                .isEqualTo(expectedCode);
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void prettyAlignsWideCharactersAsTwoColumns() {
        assertThat(tag("在ABC和X。\n\nok\n", "--scores"))
                .isEqualTo("在ABC和X。\n  ORG  ABC  1-4  0.534\n  ORG  X    5-6  0.998\nok\n");
    }

    @Test
    void jsonCountsCodePoints() {
        assertThat(tag("\uFEFF😀AB\r\n\r\nx\"B\\\n", "--format", "jsonl")).isEqualTo("""
                        {"text":"😀AB","entities":[{"start":1,"end":3,"type":"ORG","text":"AB"}]}
                        {"text":"","entities":[]}
                        {"text":"x\\"B\\\\","entities":[{"start":2,"end":3,"type":"ORG","text":"B"}]}
                        """);
    }

    @Test
    void gzipIsUnpackedFromFilesAndPipes() throws IOException {
        byte[] packed = gzip("好AB\n");
        Path file = Files.write(folder.resolve("texts.txt.gz"), packed);
        assertThat(tag(new byte[0], 0, "--format", "inline", file.toString())).isEqualTo("好\\O A\\B-ORG B\\I-ORG\n");
        written.reset();
        assertThat(tag(packed, 0, "--format", "inline")).isEqualTo("好\\O A\\B-ORG B\\I-ORG\n");
        tag(Arrays.copyOf(packed, packed.length - 9), 2);
        tag(Arrays.copyOf(packed, 5), 2);
        tag("PK\3\4....".getBytes(StandardCharsets.UTF_8), 2);
        assertThat(complaints.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("standard input:2", "truncated gzip file"),
                        line -> assertThat(line)
                                .contains("standard input", "damaged gzip file: it ends within its header"),
                        line -> assertThat(line).contains("standard input", "is a zip file; unpack it first"));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void tagAndConvertAgreeOnLabelStudiosOffsets() throws IOException {
        String text = "😀x AB";
        String value = "\"value\":{\"start\":3,\"end\":5,\"text\":\"AB\"";
        assertThat(tag(text + "\n", "--format", "label-studio")).contains(value);
        written.reset();
        Path spans = Files.writeString(
                folder.resolve("spans.jsonl"), "{\"text\":\"" + text + "\",\"label\":[[3,5,\"ORG\"]]}\n");
        assertThat(Main.run("data", "convert", "--to", "label-studio", spans.toString()))
                .isZero();
        System.out.flush();
        assertThat(written.toString(StandardCharsets.UTF_8)).contains(value);
    }

    @Test
    void lastLineNeedsNoLineFeed() {
        assertThat(tag("A", "--format", "jsonl"))
                .isEqualTo("{\"text\":\"A\",\"entities\":[{\"start\":0,\"end\":1,\"type\":\"ORG\",\"text\":\"A\"}]}\n");
    }

    @Test
    void columnsAndInlineHoldEveryStep() {
        assertThat(tag("好 AB\n\nx\n", "--format", "conll")).isEqualTo("好\tO\nA\tB-ORG\nB\tI-ORG\n\nx\tO\n\n");
        written.reset();
        assertThat(tag("好 AB\n\nx\n", "--format", "inline")).isEqualTo("好\\O A\\B-ORG B\\I-ORG\nx\\O\n");
    }

    @Test
    void labelStudioAndDoccanoArePreAnnotations() {
        assertThat(tag("好AB\n\nC\n", "--format", "label-studio")).isEqualTo("""
                        [
                        {"data":{"text":"好AB"},"predictions":[{"model_version":"letters.onnx","result":[{"from_name":"label",\
                        "to_name":"text","type":"labels","value":{"start":1,"end":3,"text":"AB","labels":["ORG"]}}]}]},
                        {"data":{"text":"C"},"predictions":[{"model_version":"letters.onnx","result":[{"from_name":"label",\
                        "to_name":"text","type":"labels","value":{"start":0,"end":1,"text":"C","labels":["ORG"]}}]}]}
                        ]
                        """);
        written.reset();
        assertThat(tag("好AB\n", "--format", "doccano", "--scores"))
                .startsWith("{\"text\":\"好AB\",\"label\":[[1,3,\"ORG\"]],\"score\":0.")
                .containsPattern("\"scores\":\\[0\\.\\d+]}\n");
    }

    @Test
    void leastConfidentPicksTheUnsureLines() {
        // Each letter adds a doubt (begin or inside), so the longest run of letters is the least sure.
        String text = "xx\nABCDEFGH\nxAx\nABCD\n";
        assertThat(tag(text, "--format", "jsonl", "--least-confident", "2").lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("{\"text\":\"ABCDEFGH\""),
                        line -> assertThat(line).startsWith("{\"text\":\"ABCD\""));
    }

    @Test
    void aLongLineComesInPiecesThatMakeItUp() {
        String line = "好x AB。".repeat(20_000);
        String all = tag(line + "\nZ\n", "--format", "jsonl");
        assertThat(all.lines().count()).isGreaterThan(6);
        StringBuilder together = new StringBuilder();
        for (String record : all.lines().toList()) {
            String text = record.substring(9, record.indexOf('"', 9));
            if (!text.equals("Z")) {
                assertThat(record).contains("\"line\":1,\"offset\":" + together.length() + ",");
                together.append(text);
                assertThat(text).endsWith("。");
            }
        }
        assertThat(together).hasToString(line);
        assertThat(all.split("\"text\":\"AB\"", -1)).hasSize(20_001);
    }

    @Test
    void piecesDoNotPartSurrogatePairs() throws IOException {
        String line = "a" + "😀".repeat(30_000);
        StringBuilder together = new StringBuilder();
        try (TextLines lines = new TextLines(
                new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)), "x", StandardCharsets.UTF_8)) {
            for (TextPiece piece = lines.next(); piece != null; piece = lines.next()) {
                assertThat(piece.text().length()).isLessThanOrEqualTo(TextLines.LONGEST);
                assertThat(piece.offset()).isEqualTo(together.codePointCount(0, together.length()));
                assertThat(Character.isLowSurrogate(piece.text().charAt(0))).isFalse();
                together.append(piece.text());
            }
        }
        assertThat(together).hasToString(line);
    }

    @Test
    void bytesOfAnotherEncodingAreNamed() {
        byte[] chinese = "好的\n".repeat(5).getBytes(Charset.forName("GB18030"));
        byte[] input = Arrays.copyOf("ok\n".getBytes(StandardCharsets.UTF_8), 3 + chinese.length);
        System.arraycopy(chinese, 0, input, 3, chinese.length);
        tag(input, 2);
        assertThat(complaints.toString(StandardCharsets.UTF_8))
                .contains(
                        "standard input:2: expected text in UTF-8, found the byte BA at byte 3; name another encoding");
        assertThat(tag(chinese, 0, "--encoding", "GB18030")).endsWith("好的\n");
    }

    @Test
    void badUsageIsOneLine() throws IOException {
        tag(new byte[0], 2, "--format", "xml");
        tag(new byte[0], 2, folder.toString());
        tag(new byte[0], 2, "nowhere.txt");
        tag(new byte[0], 2, "--device", "cuda");
        tag(new byte[0], 2, "--least-confident", "0");
        tag(new byte[0], 2, "--encoding", "EBCDIC-X");
        model = Files.writeString(folder.resolve("not.onnx"), "not a model");
        tag(new byte[0], 2);
        assertThat(complaints.toString(StandardCharsets.UTF_8).lines())
                .hasSize(7)
                .allMatch(line -> line.startsWith("fastener: "));
    }
}
