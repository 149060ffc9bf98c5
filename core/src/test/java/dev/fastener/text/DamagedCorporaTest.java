package dev.fastener.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a file, it is a corpus or a CorpusFormatException. */
class DamagedCorporaTest {
    private static final int DAMAGES = 1500;
    private static final String SPECIAL = "\t\n\r \\/{}[]\",:OBIMES-_0\u0000\ufffd\ufeff";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "小\tB-PER\n李\tI-PER\n在\tO\n\n东 NN B-ORG\n海 NN E-ORG\n-DOCSTART- O\n",
                "小\\B_PER 李\\E_PER 在\\O\n东\\B_ORG 海\\E_ORG\n",
                "{\"text\":\"小李在杭州\",\"label\":[[0,2,\"PER\"],[3,5,\"LOC\"]]}\n{\"text\":\"来\",\"label\":[]}\n",
                "[{\"data\":{\"text\":\"小李来\"},\"annotations\":[{\"result\":[{\"type\":\"labels\",\"value\":"
                        + "{\"start\":0,\"end\":2,\"text\":\"小李\",\"labels\":[\"PER\"]}}]}]}]",
                "{\"text\":\"小李在杭州\",\"label\":{\"PER\":{\"小李\":[[0,1]]}}}\n",
                "{\"tokens\":[\"小\",\"李\"],\"tags\":[\"B-PER\",\"I-PER\"]}\n",
                "Sentence #,Word,POS,Tag\nS: 1,\"小\",NN,B-PER\n,李,NN,I-PER\nS: 2,\"\"\"\",x,O\n",
                "# global.columns = ID FORM X:NER\n1\t小\tB-PER\n2\t李\tI-PER\n\n1\t在\tO\n",
                "# id\n1\t小\t_\t_\t_\t_\t_\t_\t_\tNER=B-PER\n2-3\t李\t_\t_\t_\t_\t_\t_\t_\t_\n2\t李\t_\t_\t_\t_\t_\t_\t_\tNER=I-PER\n",
                "[{\"id\":1,\"text\":\"小李来\",\"名\":[{\"start\":0,\"end\":2,\"labels\":[\"PER\"]}],\"annotator\":1,\"annotation_id\":3}]",
                "{\"content\":\"小李来\",\"annotation\":[{\"label\":[\"PER\"],\"points\":[{\"start\":0,\"end\":1}]},{\"span\":[0,2],"
                        + "\"type\":\"X\",\"correct\":false}],\"answer\":\"accept\"}\n",
                "{\"sentence\":[\"小\",\"李\"],\"ner\":[{\"index\":[0,1],\"type\":\"PER\"}]}\n{\"text\":\"小李\",\"label\":\"O O\"}\n",
                "{{PER:小李}}在[@杭州#LOC*]\n",
                "T1\tPER 0 2\t小李\nT2\tLOC 3 5;6 7\t杭州\nA1 x\n"
            })
    void damagedFilesAreReadOrRefused(String text) throws IOException {
        byte[] whole = text.getBytes(StandardCharsets.UTF_8);
        boolean brat = text.startsWith("T1");
        TestCorpora.file(folder, "d.txt", "小李在杭州住\n好\n");
        Path file = folder.resolve(brat ? "d.ann" : "corpus");
        for (int seed = 0; seed < DAMAGES; seed++) {
            Files.write(file, damaged(whole, new Random(seed)));
            CorpusOptions options = CorpusOptions.defaults();
            if (seed % 5 == 4 && !brat) {
                CorpusFormat[] formats = CorpusFormat.values();
                options = options.withFormat(formats[seed / 5 % formats.length]);
            }
            try {
                Corpus.read(file, options);
            } catch (CorpusFormatException expected) {
                // As good as a corpus.
            } catch (IOException | RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + " of " + text + " with " + options.format(), e);
            }
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        if (random.nextInt(3) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
        }
        for (int n = random.nextInt(4); n >= 0; n--) {
            byte[] piece = random.nextBoolean()
                    ? new byte[] {(byte) random.nextInt(256)}
                    : List.of(SPECIAL.split(""))
                            .get(random.nextInt(SPECIAL.length()))
                            .getBytes(StandardCharsets.UTF_8);
            int at = random.nextInt(bytes.length + 1);
            int skip = Math.min(bytes.length - at, random.nextInt(4));
            byte[] next = new byte[bytes.length + piece.length - skip];
            System.arraycopy(bytes, 0, next, 0, at);
            System.arraycopy(piece, 0, next, at, piece.length);
            System.arraycopy(bytes, at + skip, next, at + piece.length, bytes.length - at - skip);
            bytes = next;
        }
        return bytes;
    }
}
