package dev.fastener.app.slim;

import dev.fastener.app.CellName;
import dev.fastener.app.train.LearningFlags;
import dev.fastener.model.TaggerModel;
import dev.fastener.slim.Shapes;
import dev.fastener.slim.SlimOptions;
import dev.fastener.train.Architecture;
import dev.fastener.train.TrainOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the students look like and how they learn. */
final class StudentFlags extends LearningFlags {
    @Option(names = "--cell", paramLabel = "NAME", description = "lstm or gru (default: lstm).")
    private CellName cell = CellName.LSTM;

    @Option(names = "--layers", paramLabel = "N", description = "Recurrent layers of the first student (default: 1).")
    private int layers = 1;

    @Option(
            names = "--hidden-size",
            paramLabel = "N",
            description = "Hidden size of the first student (default: the teacher's, at most 512).")
    private @Nullable Integer hiddenSize;

    @Option(
            names = "--embedding-dim",
            paramLabel = "N",
            description = "Values of an embedding of the first student (default: the teacher's, at most 512).")
    private @Nullable Integer embeddingDimension;

    @Option(
            names = "--teacher-weight",
            paramLabel = "X",
            description = "How much the teacher counts against the gold tags, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private float teacherWeight = SlimOptions.defaults().teacherWeight();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Train the chosen student with N seeds in all and hold their mean against the bound"
                    + " (default: ${DEFAULT-VALUE}).")
    private int seeds = SlimOptions.defaults().seeds();

    int seeds() {
        return seeds;
    }

    float teacherWeight() {
        return teacherWeight;
    }

    /** Shape of the first student. */
    Architecture shape(TaggerModel teacher) {
        Architecture like = Shapes.first(teacher);
        return new Architecture(
                cell.cell(),
                layers,
                hiddenSize == null ? like.hiddenSize() : hiddenSize,
                embeddingDimension == null ? like.embeddingDimension() : embeddingDimension,
                0);
    }

    TrainOptions recipe() {
        return learning(TrainOptions.defaults());
    }
}
