package dev.fastener.app.ladder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The models of a ladder.
 *
 * @param first the stacked one
 * @param second with fewer layers; null where there is none between the first and the last
 * @param last the one in use, in fp32; it is the first where there is no other
 * @param narrow the last one with narrow weights; null where its weights are to be narrowed at load
 */
record LadderModels(
        LadderModel first,
        @Nullable LadderModel second,
        LadderModel last,
        @Nullable LadderModel narrow) {
    /**
     * Reads the files: the stacked one first, then models in fp32, at the end perhaps the last of these with narrow weights. Equal
     * files in a row are one model.
     */
    static LadderModels read(List<Path> files) throws IOException {
        List<LadderModel> models = new ArrayList<>();
        for (Path file : files) {
            Path before =
                    models.isEmpty() ? null : models.get(models.size() - 1).file();
            if (before == null || Files.mismatch(before, file) >= 0) {
                models.add(LadderModel.read(file));
            }
        }
        return of(models);
    }

    private static LadderModels of(List<LadderModel> models) {
        List<LadderModel> wide = new ArrayList<>(models);
        LadderModel narrow = null;
        int end = models.size() - 1;
        if (models.get(end).isNarrow()) {
            narrow = wide.remove(end);
            // Without its origin beside it, its own rounded weights stand for it.
            if (end == 0 || !wide.get(end - 1).isShapedAs(narrow)) {
                wide.add(narrow.widened());
            }
        }
        for (LadderModel model : wide) {
            if (model.isNarrow()) {
                throw new IllegalArgumentException(
                        "--ladder: expected narrow weights in the last file alone, found them in " + model.file());
            }
        }
        int last = wide.size() - 1;
        return new LadderModels(wide.get(0), last > 1 ? wide.get(1) : null, wide.get(last), narrow);
    }

    /** Whether there is no model but one. */
    boolean isOne() {
        return first == last;
    }
}
