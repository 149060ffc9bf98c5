package dev.fastener.convert.certificate;

import dev.fastener.convert.Choices;
import dev.fastener.convert.Cut;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.TaggerBuilder;
import dev.fastener.convert.text.CutChoice;
import dev.fastener.model.Provenance;
import dev.fastener.model.TaggerModel;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Recorded texts beside their recorded ids: which rule of cutting gives the one for the other. */
public final class RecordedTexts {
    private static final int MOST_SHOWN = 30;

    private RecordedTexts() {}

    /**
     * The first rule by which every text becomes its ids, the likeliest tried first.
     *
     * @param likeliest what is read, given or assumed
     * @param read what a file says; null where none does
     * @throws NoReadingException where no rule does; the message has a text that becomes other ids, step by step
     */
    public static CutChoice choose(
            CutChoice likeliest, @Nullable Cut read, SourceNetwork network, Choices choices, Recording recording) {
        for (Cut cut : likeliest.candidates(read)) {
            TaggerModel model = TaggerBuilder.build(network, choices.withCut(cut), Provenance.UNKNOWN);
            if (firstOther(model, recording).isEmpty()) {
                return CutChoice.recorded(choices.vocabularies().get(0), cut, choices.digitsToZero());
            }
        }
        TaggerModel model = TaggerBuilder.build(network, choices.withCut(likeliest.cut()), Provenance.UNKNOWN);
        int row = firstOther(model, recording).orElse(0);
        String text = recording.texts().get(row);
        throw new NoReadingException(
                "--recorded: expected a rule by which each text becomes its recorded ids, found none; by \""
                        + likeliest.cut().words() + "\" row " + row + " becomes\n  "
                        + CutsText.line(TextCuts.cut(model, List.of(text)).get(0))
                        + "\n  recorded: "
                        + shown(Arrays.stream(real(model, recording, row)[0]).toArray())
                        + "\nAre texts, --vocab, --unk, --lower and --digits those of the source?");
    }

    /** The first row whose text becomes other ids. */
    private static OptionalInt firstOther(TaggerModel model, Recording recording) {
        EncodedTexts encoded = new Encoder(model).encode(recording.texts());
        int inputs = encoded.batch().ids().length;
        int[] from = new int[recording.texts().size() + 1];
        for (int s = 0; s < encoded.batch().sequences(); s++) {
            from[encoded.texts()[s] + 1] += encoded.batch().length(s);
        }
        for (int row = 0; row < recording.texts().size(); row++) {
            from[row + 1] += from[row];
            int[][] real = real(model, recording, row);
            for (int i = 0; i < inputs; i++) {
                int[] own = Arrays.copyOfRange(encoded.batch().ids()[i], from[row], from[row + 1]);
                if (!isSame(own, real[i], recording.ids()[row].length)) {
                    return OptionalInt.of(row);
                }
            }
        }
        return OptionalInt.empty();
    }

    /** A text that is longer than the source's rows has lost its front or its end there. */
    private static boolean isSame(int[] own, int[] recorded, int width) {
        if (own.length <= width || recorded.length < width) {
            return Arrays.equals(own, recorded);
        }
        return Arrays.equals(own, 0, width, recorded, 0, width)
                || Arrays.equals(own, own.length - width, own.length, recorded, 0, width);
    }

    private static int[][] real(TaggerModel model, Recording recording, int row) {
        RealSteps real = recording.realSteps(model);
        return recording.steps(row, real.begin(row), real.end(row));
    }

    private static String shown(int[] ids) {
        String all = Arrays.toString(Arrays.copyOf(ids, Math.min(ids.length, MOST_SHOWN)));
        return ids.length <= MOST_SHOWN ? all : all + " … " + ids.length + " ids";
    }
}
