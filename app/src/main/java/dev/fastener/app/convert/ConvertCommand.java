package dev.fastener.app.convert;

import dev.fastener.app.Commands;
import dev.fastener.app.Outputs;
import dev.fastener.app.Writes;
import dev.fastener.app.page.Page;
import dev.fastener.convert.SourceInput;
import dev.fastener.convert.certificate.Certificate;
import dev.fastener.convert.certificate.CertificateJson;
import dev.fastener.convert.certificate.CertificateText;
import dev.fastener.convert.certificate.Certifier;
import dev.fastener.convert.certificate.DevCorpus;
import dev.fastener.convert.certificate.DevFindings;
import dev.fastener.convert.certificate.Findings;
import dev.fastener.convert.certificate.NoReadingException;
import dev.fastener.convert.certificate.SampleTexts;
import dev.fastener.convert.certificate.TextCuts;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.io.AtomicFile;
import dev.fastener.model.Provenance;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.onnxruntime.OnnxRuntime;
import dev.fastener.onnxruntime.OnnxRuntimeEngine;
import dev.fastener.onnxruntime.OnnxRuntimeOptions;
import dev.fastener.text.LabelledSentence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fastener convert}: a Keras or TensorFlow file in, a model of ours and its certificate out. */
@Command(
        name = "convert",
        description = {
            "Use when you have a tagger that was trained in Keras or TensorFlow.",
            "",
            "Reads .h5, .keras, SavedModel folders, checkpoints and frozen graphs without Python, writes one .onnx file, and"
                    + " compares what it gives with the source.",
            ""
        })
public final class ConvertCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The trained model: a file, or a SavedModel folder.")
    private Path source = Path.of("");

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "OUT",
            description = "With --to: the .h5 file of weights, or the .pb file to write.")
    @Writes
    private @Nullable Path target;

    @Option(
            names = "--to",
            paramLabel = "keras|tensorflow",
            description =
                    "The other way, from a model of ours. keras: weights that Keras 2 and 3 load, and the Python source"
                            + " of their model; tensorflow: the frozen graph of a model that was trained here.")
    private @Nullable String format;

    @Option(names = "--out", paramLabel = "FILE", description = "The .onnx file to write.")
    @Writes
    private @Nullable Path out;

    @Mixin
    private SourceOptions options = new SourceOptions();

    @Option(
            names = "--recorded",
            paramLabel = "FILE",
            description =
                    "ids and outputs of the source (.npz): certificate A, and where the file leaves something open,"
                            + " the reading that agrees.")
    private @Nullable Path recorded;

    @Mixin
    private BeforeOptions before = new BeforeOptions();

    @Option(
            names = "--dev",
            paramLabel = "CORPUS",
            description =
                    "Labelled text: compare the written file on it too, and show its F1 under each rule of padding.")
    private @Nullable Path dev;

    @Option(names = "--sample", paramLabel = "TEXT", description = "Tag TEXT at the end; may be given several times.")
    private List<String> samples = List.of();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write the certificate to FILE, too: .html a page, else JSON.")
    @Writes
    private @Nullable Path report;

    @Option(names = "--force", description = "Write the model although its certificate failed.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        if (format != null) {
            return BackTo.run(source, format, target == null ? out : target);
        }
        if (out == null || target != null) {
            throw new IllegalArgumentException("--out FILE: expected the .onnx file to write, found "
                    + (target == null ? "none" : "just " + target));
        }
        options.check();
        before.check(recorded);
        for (Path output : report == null ? List.of(out) : List.of(out, report)) {
            Outputs.requireOther(output, options.vocabularyFiles());
            BesideTheModel.requireNone(source, output);
        }
        // It unpacks its library while the source is read; where it can't, the comparison says so.
        CompletableFuture<String> unused = CompletableFuture.supplyAsync(OnnxRuntime::version);
        Conversion conversion;
        try {
            conversion = Conversion.of(source, options, recorded, before);
        } catch (NoReadingException e) {
            System.err.println("fastener: " + e.getMessage());
            return 1;
        }
        DevCorpus corpus = dev == null
                ? null
                : new DevCorpus(
                        dev.getFileName().toString(),
                        LabelledFile.read(dev, conversion.model().text().unit()));
        Certificate certificate = certify(conversion, corpus);
        System.out.println(source.getFileName() + ": " + conversion.container());
        System.out.print(CertificateText.of(certificate));
        boolean refused = !certificate.passed() && !force;
        List<Sample> sentences = refused ? List.of() : Samples.of(conversion.model(), samples, corpus);
        if (report != null) {
            write(
                    report,
                    new CertificatePage(
                            source.getFileName().toString(), conversion.container(), certificate, sentences));
        }
        if (refused) {
            System.err.println("fastener: the converted model doesn't give the source's results, so " + out
                    + " was not written (--force writes it)");
            return 1;
        }
        TaggerModel model = conversion.model().withProvenance(provenance(conversion.model(), certificate));
        OnnxWriter.write(model, out);
        System.out.println("written to " + out);
        if (conversion.proof() == TextCuts.Proof.IDS_TO_SCORES) {
            System.out.println("certificate A, from text to tags, compares with what the source gives. Record that:");
            List<String> inputs = conversion.network().inputs().stream()
                    .map(SourceInput::name)
                    .toList();
            System.out.print(Recorder.lines(inputs).indent(2));
            System.out.println("and give it: fastener "
                    + Commands.line(
                            spec.commandLine().getParent().getParseResult().originalArgs())
                    + " --recorded io.npz");
        }
        Samples.print(sentences, System.out);
        return 0;
    }

    /** Compares the file as it will be written, on both engines. */
    private Certificate certify(Conversion conversion, @Nullable DevCorpus corpus) {
        byte[] bytes = OnnxWriter.toBytes(conversion.model());
        TaggerModel written = OnnxReader.read(bytes, "converted model");
        try (Engine core = Engines.fastest(written, EngineOptions.forBulk());
                Engine onnxRuntime = OnnxRuntimeEngine.open(written, OnnxRuntimeOptions.defaults())) {
            List<Engine> engines = List.of(core, onnxRuntime);
            Certificate certificate = Certifier.certify(
                    conversion.grade(),
                    written,
                    conversion.recording(),
                    engines,
                    cuts(conversion, corpus),
                    conversion.facts());
            DevFindings found = corpus == null
                    ? null
                    : DevFindings.of(
                            corpus,
                            written,
                            conversion.reference(),
                            engines,
                            PaddingRules.of(conversion, corpus.longest()));
            Findings findings = Findings.of(written, core, conversion.recording(), corpus, found);
            return certificate.withFindings(
                    conversion.cut().warning().map(findings::with).orElse(findings));
        }
    }

    /** Of the user's own sentences where there are some. */
    private TextCuts cuts(Conversion conversion, @Nullable DevCorpus corpus) {
        List<String> recorded = conversion.recording().texts();
        List<String> texts = !samples.isEmpty()
                ? samples
                : !recorded.isEmpty()
                        ? recorded
                        : corpus != null
                                ? corpus.sentences().stream()
                                        .map(LabelledSentence::text)
                                        .toList()
                                : SampleTexts.of(conversion.model());
        return TextCuts.of(
                conversion.model(),
                conversion.proof(),
                conversion.cut().rule(),
                texts.subList(0, Math.min(SampleTexts.COUNT, texts.size())));
    }

    private static Provenance provenance(TaggerModel model, Certificate certificate) {
        Provenance certified =
                model.provenance().withSettings(Map.of("certificate", CertificateJson.line(certificate)));
        DevFindings dev = certificate.findings().dev();
        return dev == null
                ? certified
                : certified.withScores(
                        Map.of("dev.f1", dev.scores().get(0).counts().f1()));
    }

    private static void write(Path report, CertificatePage page) throws IOException {
        if (report.toString().toLowerCase(Locale.ROOT).endsWith(".html")) {
            Page.write(report, "certificate", Map.of("page", page));
        } else {
            AtomicFile.write(report, stream -> CertificateJson.write(page.certificate(), stream));
        }
    }
}
