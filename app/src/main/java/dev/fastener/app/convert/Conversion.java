package dev.fastener.app.convert;

import dev.fastener.convert.Choices;
import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Cut;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.OtherContainer;
import dev.fastener.convert.Reference;
import dev.fastener.convert.SignatureFile;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.SourceInput;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.SourceText;
import dev.fastener.convert.TaggerBuilder;
import dev.fastener.convert.certificate.Certificate.Grade;
import dev.fastener.convert.certificate.RandomRows;
import dev.fastener.convert.certificate.Readings;
import dev.fastener.convert.certificate.RecordedTexts;
import dev.fastener.convert.certificate.Recording;
import dev.fastener.convert.certificate.TextCuts.Proof;
import dev.fastener.convert.keras.KerasFile;
import dev.fastener.convert.onnx.ForeignFile;
import dev.fastener.convert.recorded.RecordedFile;
import dev.fastener.convert.tensorflow.TensorFlowFile;
import dev.fastener.convert.text.CutChoice;
import dev.fastener.model.Provenance;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules.LongTexts;
import dev.fastener.model.TextRules.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A source's file and what the user says of it, made a model.
 *
 * @param recording what the source gives
 * @param grade how that is known
 * @param cut how text is cut into steps
 * @param proof how far the recording goes
 * @param facts what the model rests on
 * @param network the reading that was taken
 * @param readings all that the file allows
 * @param reference the source's computation written anew; null where there is none, or where the model isn't to equal it
 */
record Conversion(
        TaggerModel model,
        String container,
        Recording recording,
        Grade grade,
        CutChoice cut,
        Proof proof,
        List<Fact> facts,
        SourceNetwork network,
        Choices choices,
        List<SourceNetwork> readings,
        @Nullable Reference reference) {

    /**
     * Converts.
     *
     * @param recorded the user's recordings; null where there are none
     * @param before whether and how the source is run in TensorFlow
     * @throws ConversionException where something is missing or doesn't fit; the message says what to do
     */
    static Conversion of(Path file, SourceOptions options, @Nullable Path recorded, BeforeOptions before)
            throws IOException {
        @Nullable ForeignFile foreign = ForeignFile.accepts(file) ? ForeignFile.read(file) : null;
        SourceFile source = foreign == null ? read(file) : foreign.source();
        SourceNetwork likeliest = source.readings().get(0);
        Questions questions = new Questions();
        Texts texts = Texts.find(file, likeliest, options, questions);
        List<Fact> facts = new ArrayList<>(texts.facts());
        List<SourceNetwork> readings =
                runBy(signed(masked(source.readings(), options.maskZero, facts), options.crfSign), options.keras);
        @Nullable Recording recording = recorded == null ? null : recording(recorded, likeliest, texts);
        ask(readings, options, recording, questions);
        questions.requireNone();
        CutChoice cut = CutChoice.of(
                texts.vocabularies().get(0), texts.cut(), options.unit, options.lowercase, options.digits != null);
        Choices choices = choices(texts, cut.cut(), readings.get(0), options, facts);
        SourceNetwork network;
        if (recording != null) {
            Readings.Agreed agreed = Readings.choose(
                    new SourceFile(source.container(), readings), choices, options.padding != null, recording);
            network = agreed.network();
            choices = agreed.choices();
            facts.addAll(agreed.facts());
        } else {
            network = readings.get(0);
            facts.addAll(ofNetwork(network, options));
        }
        facts.add(CrfQuestion.answer(network, options));
        Proof proof = Proof.IDS_TO_SCORES;
        if (recording != null && !recording.texts().isEmpty()) {
            proof = Proof.TEXT_TO_TAGS;
            cut = RecordedTexts.choose(cut, texts.cut(), network, choices, recording);
            choices = choices.withCut(cut.cut());
        }
        cut.unreachable().ifPresent(facts::add);
        TextOfThePad.of(network, choices).ifPresent(facts::add);
        SourceNetwork inFile = network;
        network = named(network, options, facts);
        TaggerModel model = TaggerBuilder.build(network, choices, provenance(file));
        if (options.fitCrf != null) {
            FitCorpus fit = FitCorpus.of(options.fitCrf, model);
            facts.add(fit.fact());
            choices = choices.withTransitions(fit.fitted().transitions());
            model = TaggerBuilder.build(network, choices, provenance(file));
        }
        @Nullable Reference reference = choices.pads() == Choices.Pads.SOURCE ? source.reference(inFile) : null;
        Judged judged = recording != null
                ? new Judged(recording, Grade.A)
                : judged(file, foreign, inFile, model, choices, reference, before, facts);
        return new Conversion(
                model,
                source.container(),
                judged.recording(),
                judged.grade(),
                cut,
                proof,
                facts,
                network,
                choices,
                source.readings(),
                reference);
    }

    /** What the source gives, and how that is known. */
    private record Judged(Recording recording, Grade grade) {}

    /**
     * Results of the source for random rows, of the best judge that there is: the source's file itself, or its layers computed
     * anew.
     */
    private static Judged judged(
            Path file,
            @Nullable ForeignFile foreign,
            SourceNetwork network,
            TaggerModel model,
            Choices choices,
            @Nullable Reference reference,
            BeforeOptions before,
            List<Fact> facts)
            throws IOException {
        if (foreign != null && ForeignRun.canJudge(foreign.graph(), model)) {
            facts.add(new Fact("results compared with", "the source's file itself, run by ONNX Runtime", Origin.READ));
            try (ForeignRun run = ForeignRun.open(file, foreign.graph(), model)) {
                return new Judged(RandomRows.of(model, choices.padIds(), run), Grade.B);
            }
        }
        if (before.asked) {
            BeforeRun run = BeforeRun.of(file, network, model, choices.padIds(), before);
            facts.addAll(run.facts());
            return new Judged(run.recording(), Grade.B);
        }
        facts.add(new Fact(
                "results compared with",
                reference == null
                        ? "the same network in double precision"
                        : "the layers computed anew from their definitions",
                Origin.READ));
        return new Judged(RandomRows.of(model, choices.padIds(), reference), Grade.C);
    }

    private static Recording recording(Path file, SourceNetwork network, Texts texts) {
        List<String> names = network.inputs().stream().map(SourceInput::name).toList();
        List<Integer> sizes =
                network.inputs().stream().map(input -> input.embedding().rows()).toList();
        return Recording.of(
                RecordedFile.read(file, names.size() == 1 ? List.of() : names), network.tags(), sizes, texts.padId());
    }

    private static SourceFile read(Path file) {
        OtherContainer.of(file).ifPresent(other -> {
            throw other.refusal(file);
        });
        if (KerasFile.accepts(file)) {
            return KerasFile.read(file);
        }
        if (TensorFlowFile.accepts(file)) {
            return TensorFlowFile.read(file);
        }
        // Asked last: the common name of a checkpoint's files is no file itself.
        if (!Files.exists(file)) {
            throw new ConversionException(file + ": no such file or folder");
        }
        throw new ConversionException(
                file + ": expected a Keras file (.h5, .keras), a SavedModel folder, a checkpoint, a"
                        + " frozen graph or an ONNX file, found none of these");
    }

    /** Under the names that its clients know. */
    private static SourceNetwork named(SourceNetwork network, SourceOptions options, List<Fact> facts) {
        if (options.signature == null) {
            return network;
        }
        facts.add(new Fact("signature", String.valueOf(options.signature.getFileName()), Origin.GIVEN));
        return network.withSignature(SignatureFile.read(options.signature, network));
    }

    /** What was given isn't assumed. */
    private static List<Fact> ofNetwork(SourceNetwork network, SourceOptions options) {
        return network.facts().stream()
                .filter(fact -> options.maskZero == null || !fact.name().equals(Fact.MASK))
                .toList();
    }

    /** The readings that agree with --mask-zero. */
    private static List<SourceNetwork> masked(
            List<SourceNetwork> readings, @Nullable Boolean maskZero, List<Fact> facts) {
        if (maskZero == null) {
            return readings;
        }
        List<SourceNetwork> fitting =
                readings.stream().filter(reading -> masks(reading) == maskZero).toList();
        if (fitting.isEmpty()) {
            throw new ConversionException("--" + (maskZero ? "" : "no-") + "mask-zero: the file says that mask_zero is "
                    + !maskZero + "; leave the option out");
        }
        facts.add(new Fact("mask_zero", maskZero.toString(), Origin.GIVEN));
        return fitting;
    }

    /** The readings that agree with --crf-sign. */
    private static List<SourceNetwork> signed(List<SourceNetwork> readings, @Nullable String sign) {
        if (sign == null) {
            return readings;
        }
        String wanted = sign.toLowerCase(Locale.ROOT);
        List<SourceNetwork> fitting = readings.stream()
                .filter(reading -> reading.fact(Fact.CRF_SIGN).equals(Optional.of(wanted)))
                .map(reading -> reading.withGiven(Fact.CRF_SIGN))
                .toList();
        if (fitting.isEmpty()) {
            throw new ConversionException("--crf-sign " + wanted + ": the file "
                    + readings.get(0)
                            .fact(Fact.CRF_SIGN)
                            .map(found -> "says that its CRF holds " + found)
                            .orElse("holds no CRF layer of two signs")
                    + "; leave the option out");
        }
        return fitting;
    }

    /** The readings that agree with --keras; all where every Keras gives the same. */
    private static List<SourceNetwork> runBy(List<SourceNetwork> readings, @Nullable String version) {
        if (version == null) {
            return readings;
        }
        String wanted = KerasFile.masksOf(version);
        List<SourceNetwork> fitting = readings.stream()
                .filter(reading ->
                        reading.fact(Fact.MASK_AFTER_LAYERS).orElse(wanted).equals(wanted))
                .map(reading -> reading.withGiven(Fact.MASK_AFTER_LAYERS))
                .toList();
        if (fitting.isEmpty()) {
            throw new ConversionException("--keras " + version + ": expected a network with its mask " + wanted
                    + ", found it "
                    + readings.get(0).fact(Fact.MASK_AFTER_LAYERS).orElse("the same under each"));
        }
        return fitting;
    }

    /** Whether its embedding has mask_zero, even where no mask reaches all layers. */
    private static boolean masks(SourceNetwork reading) {
        return reading.fact(Fact.MASK)
                .map("mask_zero=true"::equals)
                .orElse(reading.inputs().get(0).masked());
    }

    /** Asks for what neither the file nor an option nor a recording says of the network. */
    private static void ask(
            List<SourceNetwork> readings, SourceOptions options, @Nullable Recording recording, Questions questions) {
        SourceNetwork network = readings.get(0);
        boolean masked = network.inputs().get(0).masked();
        boolean oneMask = readings.stream()
                        .map(reading -> reading.fact(Fact.MASK))
                        .distinct()
                        .count()
                <= 1;
        boolean padded = !network.lengths() && !"none".equalsIgnoreCase(options.pads);
        if (!oneMask && recording == null) {
            questions.ask("--mask-zero or --no-mask-zero: the file holds weights alone and doesn't say; look for"
                    + " Embedding(..., mask_zero=...) in the source (its default is False), or record the source:\n"
                    + Recorder.lines());
        }
        if (padded && options.padding == null && recording == null && !padsItself(network)) {
            questions.ask("--padding pre or --padding post: on which side the source fills up; look for"
                    + " pad_sequences(..., padding=...) in it (its default is 'pre')");
        }
        if (padded && oneMask && !masked && network.length() == 0 && options.maxLength == 0) {
            questions.ask(TaggerBuilder.LENGTH_IS_MISSING);
        }
        CrfQuestion.ask(network, options, recording != null && recording.tags() != null, questions);
    }

    /** Whether a layer of the model makes rows of texts: it fills up, and cuts, on the right. */
    private static boolean padsItself(SourceNetwork network) {
        @Nullable SourceText layer = network.inputs().get(0).text();
        return layer != null && layer.kind() == SourceText.Kind.TEXT_VECTORIZATION;
    }

    private static Choices choices(
            Texts texts, Cut cut, SourceNetwork network, SourceOptions options, List<Fact> facts) {
        Side side = options.padding == null ? Side.POST : options.padding;
        if (padsItself(network)) {
            if (side == Side.PRE) {
                throw new ConversionException(
                        "--padding pre: expected post, the side on which the text layer of the model fills up");
            }
            facts.add(new Fact("padding", "post, as the text layer fills up", Origin.READ));
        } else if (options.padding != null) {
            facts.add(new Fact("padding", side.name().toLowerCase(Locale.ROOT), Origin.GIVEN));
        }
        if (options.maxLength > 0) {
            facts.add(new Fact("maximum length", String.valueOf(options.maxLength), Origin.GIVEN));
        }
        facts.add(longTexts(options));
        return new Choices(
                texts.vocabularies(),
                texts.units(cut),
                texts.tags(),
                cut,
                "0".equals(options.digits),
                "none".equalsIgnoreCase(options.pads) ? Choices.Pads.NONE : Choices.Pads.SOURCE,
                side,
                options.truncating == null ? side : options.truncating,
                options.maxLength,
                options.longTexts,
                options.transitions == null ? null : GivenTransitions.read(options.transitions, network.tags()),
                options.crf != null,
                options.constrained);
    }

    private static Fact longTexts(SourceOptions options) {
        if (options.longTexts == LongTexts.SPLIT) {
            String value = "split at sentence ends; where the source cuts, their tags differ";
            return options.truncating == null
                    ? Fact.assumed("longer texts", value, "--long cut --truncating pre or post, to do as the source")
                    : new Fact("longer texts", value, Origin.GIVEN);
        }
        if (options.truncating == null) {
            throw new ConversionException(
                    "--truncating pre or --truncating post: on which side the source cuts; look for"
                            + " pad_sequences(..., truncating=...) in it (its default is 'pre')");
        }
        return new Fact(
                "longer texts",
                "cut at the " + (options.truncating == Side.PRE ? "front" : "end")
                        + " as the source does: what is cut away is in no entity",
                Origin.GIVEN);
    }

    private static Provenance provenance(Path file) {
        return new Provenance(
                String.valueOf(file.getFileName()),
                "",
                "",
                Map.of(),
                Map.of(),
                Map.of("java", String.valueOf(Runtime.version())));
    }
}
