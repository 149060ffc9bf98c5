package dev.fastener.app.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.fastener.Tagger;
import dev.fastener.app.tag.LettersModel;
import dev.fastener.convert.ConversionException;
import dev.fastener.convert.keras.KerasFile;
import dev.fastener.convert.onnx.ForeignFile;
import dev.fastener.convert.recorded.RecordedFile;
import dev.fastener.convert.tensorflow.TensorFlowFile;
import dev.fastener.convert.vocabulary.VocabularyFile;
import dev.fastener.engine.Precision;
import dev.fastener.evaluation.PredictionFile;
import dev.fastener.onnx.ModelFormatException;
import dev.fastener.text.Corpus;
import dev.fastener.text.CorpusFormat;
import dev.fastener.text.CorpusFormatException;
import dev.fastener.text.CorpusOptions;
import dev.fastener.tune.search.Point;
import dev.fastener.tune.study.Study;
import dev.fastener.tune.study.StudyException;
import dev.fastener.tune.study.Trial;
import dev.fastener.tune.study.Variant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every reader of files from outside on changed inputs: a result or the reader's own exception, within a second of CPU and the
 * profile's heap. {@code ./mvnw -Pfuzz verify} runs it; {@code -Dfastener.fuzz=N} sets how many inputs each kind gets, {@code
 * -Dfastener.fuzz.seed} which. docs/reliability.md says what was run.
 */
class ReadersFuzz {
    private static final int INPUTS = Integer.getInteger("fastener.fuzz", 20_000);
    private static final long SEED = Long.getLong("fastener.fuzz.seed", 13);
    private static final long MOST_CPU_NANOS = 1_000_000_000;
    private static final int MOST_FILES_LEFT_OPEN = 8;
    private static final int LARGEST_SEED = 48 << 10;
    private static final Path CONVERT = Path.of("../convert/src/test/resources");
    private static final Path OWN = Path.of("src/test/resources/dev/fastener/app/fuzz");

    @TempDir
    private Path folder;

    /** Reads a file or throws. */
    @FunctionalInterface
    private interface Reader {
        void read(Path file) throws Exception;
    }

    /** Of this process; 0 where the system doesn't count them. */
    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
    }

    private static List<byte[]> files(Path from, Predicate<String> name) throws IOException {
        List<byte[]> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(file -> name.test(file.getFileName().toString()))
                    .sorted()
                    .toList()) {
                if (Files.size(file) <= LARGEST_SEED) {
                    found.add(Files.readAllBytes(file));
                }
            }
        }
        return found;
    }

    private static List<byte[]> texts(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private void fuzz(String kind, String name, List<byte[]> sound, List<String> words, Class<?> own, Reader reader)
            throws IOException {
        assertThat(sound).isNotEmpty();
        Mutations mutations = new Mutations(words);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Path file = folder.resolve(name);
        List<String> faults = new ArrayList<>();
        int accepted = 0;
        long slowest = 0;
        long open = openFiles();
        for (int i = 0; i < INPUTS && faults.size() < 20; i++) {
            Random random = new Random(SEED * 1_000_003 + i);
            random.nextInt();
            byte[] input = mutations.of(
                    sound.get(random.nextInt(sound.size())), sound.get(random.nextInt(sound.size())), random);
            Files.write(file, input);
            long start = threads.getCurrentThreadCpuTime();
            try {
                reader.read(file);
                accepted++;
            } catch (Throwable e) {
                if (!own.isInstance(e)) {
                    faults.add("input " + i + ": " + e + " at "
                            + (e.getStackTrace().length > 0 ? e.getStackTrace()[0] : ""));
                } else if (e.getMessage() == null || e.getMessage().lines().count() != 1) {
                    faults.add("input " + i + ": message of other than one line: " + e.getMessage());
                }
            }
            long nanos = threads.getCurrentThreadCpuTime() - start;
            slowest = Math.max(slowest, nanos);
            if (nanos > MOST_CPU_NANOS) {
                faults.add("input " + i + ": " + nanos / 1_000_000 + " ms of CPU for " + input.length + " bytes");
            }
        }
        if (openFiles() > open + MOST_FILES_LEFT_OPEN) {
            faults.add(openFiles() - open + " files left open");
        }
        System.out.printf(
                "fuzz %-10s %,d inputs of %d files, seed %d: %,d read, the others refused; slowest %.0f ms of CPU%n",
                kind, INPUTS, sound.size(), SEED, accepted, slowest / 1e6);
        assertThat(faults).as(kind).isEmpty();
    }

    @Test
    void ownModels() throws IOException {
        Path model = LettersModel.writeTo(folder);
        List<byte[]> sound = List.of(Files.readAllBytes(model));
        Files.delete(model);
        List<String> words = List.of(
                "\"",
                "{",
                "}",
                "[",
                "]",
                ",",
                "-1",
                "2147483647",
                "null",
                "VISIBLE",
                "MASKED",
                "WORD",
                "MARGINAL",
                "--");
        fuzz(
                "onnx",
                "m.onnx",
                sound,
                words,
                ModelFormatException.class,
                file -> Tagger.open(file).close());
    }

    @Test
    void foreignOnnx() throws IOException {
        List<byte[]> sound = files(CONVERT.resolve("onnx"), name -> name.endsWith(".onnx"));
        List<String> words = List.of("LSTM", "GRU", "MatMul", "Add", "Gather", "Transpose", "Reshape", "Concat");
        fuzz("protobuf", "m.onnx", sound, words, ConversionException.class, ForeignFile::read);
    }

    @Test
    void tensorFlowGraphs() throws IOException {
        List<byte[]> sound = new ArrayList<>();
        for (byte[] zip : files(CONVERT.resolve("tensorflow"), name -> name.endsWith(".zip"))) {
            try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
                for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    byte[] bytes = in.readAllBytes();
                    if (entry.getName().endsWith(".pb") && bytes.length <= LARGEST_SEED) {
                        sound.add(bytes);
                    }
                }
            }
        }
        List<String> words =
                List.of("MatMul", "Const", "While", "TensorArrayV3", "StridedSlice", "float_val", "ConcatV2");
        fuzz("tensorflow", "m.pb", sound, words, ConversionException.class, TensorFlowFile::read);
    }

    @Test
    void indexesOfVariables() throws IOException {
        Path model = Files.createDirectory(folder.resolve("saved"));
        Files.createDirectory(model.resolve("variables"));
        try (ZipInputStream in =
                new ZipInputStream(Files.newInputStream(CONVERT.resolve("tensorflow/keras2_export_lstm.zip")))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Files.write(model.resolve(entry.getName()), in.readAllBytes());
            }
        }
        String index = "saved/variables/variables.index";
        List<byte[]> sound = List.of(Files.readAllBytes(folder.resolve(index)));
        fuzz("index", index, sound, List.of(), ConversionException.class, file -> TensorFlowFile.read(model));
    }

    @Test
    void hdf5() throws IOException {
        List<byte[]> sound = files(CONVERT, name -> name.endsWith(".h5"));
        List<String> words =
                List.of("OHDR", "TREE", "HEAP", "SNOD", "GCOL", "FRHP", "\"class_name\"", "null", "[", "}");
        fuzz("h5", "m.h5", sound, words, ConversionException.class, KerasFile::read);
    }

    @Test
    void kerasArchives() throws IOException {
        List<byte[]> sound = files(CONVERT, name -> name.endsWith(".keras"));
        fuzz("keras", "m.keras", sound, List.of(), ConversionException.class, KerasFile::read);
    }

    @Test
    void pickles() throws IOException {
        List<byte[]> sound = files(OWN, name -> name.endsWith(".pkl"));
        List<String> words = List.of(
                "(", ".", "}", "]", ")", "s", "u", "a", "e", "q\0", "h\0", "\u0080", "cnumpy\nndarray\n", "R", "b");
        fuzz("pickle", "v.pkl", sound, words, ConversionException.class, file -> VocabularyFile.read(file, 5, 3));
    }

    @Test
    void json() throws IOException {
        List<byte[]> sound = new ArrayList<>(
                texts(
                        "{\"<PAD>\": 0, \"<UNK>\": 1, \"华\": 2, \"东\": 3, \"a\": 4}",
                        "{\"word2id\": {\"a\": 1, \"b\": 2}, \"tag2id\": {\"O\": 0, \"B-X\": 1, \"I-X\": 2}}",
                        "[\"O\", \"B-X\", \"I-X\", \"a\", \"b\"]",
                        "{\"class_name\": \"Tokenizer\", \"config\": {\"num_words\": null, \"filters\": \"!\", \"lower\": true, \"split\":"
                                + " \" \", \"char_level\": false, \"oov_token\": \"x\", \"word_index\": \"{\\\"x\\\": 1, \\\"a\\\": 2}\"}}"));
        List<String> words =
                List.of("{", "}", "[", "]", "\"", ":", ",", "null", "-1", "1e999", "NaN", "\\u0000", "\\ud800");
        fuzz("json", "v.json", sound, words, ConversionException.class, file -> VocabularyFile.read(file, 5, 3));
    }

    @Test
    void recordings() throws IOException {
        List<byte[]> sound = files(CONVERT.resolve("dev/fastener/convert/recorded"), name -> name.endsWith(".npz"));
        List<String> words = List.of("'descr'", "<f4", "<U9", "|O", "(2, 3)", "True", "False", "(", ")");
        fuzz("npz", "io.npz", sound, words, ConversionException.class, RecordedFile::read);
    }

    @Test
    void corpora() throws IOException {
        List<byte[]> sound = texts(
                "小\tB-PER\n李\tI-PER\n在\tO\n\n东 NN B-ORG\n海 NN E-ORG\n-DOCSTART- O\n",
                "小\\B_PER 李\\E_PER 在\\O\n东\\B_ORG 海\\E_ORG\n",
                "{\"text\":\"小李在杭州\",\"label\":[[0,2,\"PER\"],[3,5,\"LOC\"]]}\n{\"text\":\"来\",\"label\":[]}\n",
                "[{\"data\":{\"text\":\"小李来\"},\"annotations\":[{\"result\":[{\"type\":\"labels\",\"value\":"
                        + "{\"start\":0,\"end\":2,\"text\":\"小李\",\"labels\":[\"PER\"]}}]}]}]",
                "{\"text\":\"小李在杭州\",\"label\":{\"PER\":{\"小李\":[[0,1]]}}}\n",
                "{\"tokens\":[\"小\",\"李\"],\"ner_tags\":[1,2]}\n",
                "Sentence #,Word,POS,Tag\nS: 1,\"小\",NN,B-PER\n,李,NN,I-PER\nS: 2,\"\"\"\",x,O\n",
                "# id\n1\t小\t_\t_\t_\t_\t_\t_\t_\tNER=B-PER\n2-3\t李\t_\t_\t_\t_\t_\t_\t_\t_\n",
                "{{PER:小李}}在[@杭州#LOC*]\n",
                "<text>小李</text>\n");
        List<String> words = List.of(
                "\t", " ", "\n", "\r", "\\", "B-", "I-", "_", "{", "}", "[", "]", "\"", ":", ",", "\u3000", "O");
        CorpusFormat[] formats = CorpusFormat.values();
        int[] read = {0};
        fuzz("corpora", "corpus", sound, words, CorpusFormatException.class, file -> {
            CorpusOptions options = CorpusOptions.defaults();
            CorpusFormat format = formats[read[0]++ / 4 % formats.length];
            boolean isAsked = read[0] % 4 == 0 && format != CorpusFormat.BRAT && format != CorpusFormat.PAIR;
            Corpus.read(file, isAsked ? options.withFormat(format) : options);
        });
    }

    @Test
    void pairs() throws IOException {
        Files.writeString(folder.resolve("c.words.txt"), "小 李 在\n东 海\n");
        List<byte[]> sound = texts("B-PER I-PER O\nB-ORG I-ORG\n", "B E O\n\nO O\n");
        List<String> words = List.of(" ", "\n", "B-", "I-X", "O", "\t", "\u0085");
        fuzz(
                "pair",
                "c.tags.txt",
                sound,
                words,
                CorpusFormatException.class,
                file -> Corpus.read(folder.resolve("c.words.txt"), CorpusOptions.defaults()));
    }

    @Test
    void brat() throws IOException {
        Files.writeString(folder.resolve("d.txt"), "小李在杭州住\n好\n");
        List<byte[]> sound =
                texts("T1\tPER 0 2\t小李\nT2\tLOC 3 5;6 7\t杭州\nA1 x\n", "T1\tA 0 1\t小\nR1\tx Arg1:T1\n#1\tnote\n");
        List<String> words = List.of("T", "\t", " ", ";", "\n", "0", "-1", "99999999999", "PER");
        fuzz(
                "brat",
                "d.ann",
                sound,
                words,
                CorpusFormatException.class,
                file -> Corpus.read(file, CorpusOptions.defaults()));
    }

    @Test
    void predictions() throws IOException {
        List<byte[]> sound = texts("小 B-PER B-PER\n李 I-PER O\n\n东 O B-ORG\n", "a O O\nb S-X S-X\n");
        List<String> words = List.of(" ", "\n", "B-", "I-X", "O", "\t", "E-", "Q-");
        fuzz(
                "predicted",
                "p.conll",
                sound,
                words,
                CorpusFormatException.class,
                file -> PredictionFile.score(file, null));
    }

    @Test
    void studies() throws IOException {
        Path file = folder.resolve("sound.db");
        try (Study study = Study.open(file, Map.of("space", "x"))) {
            Variant variant = new Variant(Precision.INT8, 1.5, Variant.Source.PREDICTED, 1000, 0, null);
            study.add(new Trial(
                    0,
                    new Point(Map.of("hidden", "64")),
                    Trial.State.ADMITTED,
                    null,
                    List.of(variant),
                    3,
                    0,
                    0,
                    List.of()));
            study.addEpoch(0, 1, 0.5, 2);
        }
        List<byte[]> sound = List.of(Files.readAllBytes(file));
        List<String> words = List.of("ADMITTED", "INT8", "PREDICTED", "CREATE TABLE", "INTEGER", "TEXT");
        fuzz("study", "s.db", sound, words, StudyException.class, changed -> {
            try (Study study = Study.read(changed)) {
                study.trials();
                study.note("x");
            }
        });
    }
}
