package dev.fastener.before;

import dev.fastener.before.SourceModel.Batch;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A tensor that is fed.
 *
 * @param name of the signature or of the placeholder
 * @param operation "node:0"
 * @param ids which of a request's arrays of ids it is fed with; -1 for none
 * @param number what a number or switch is fed with
 */
record FedInput(String name, String operation, DataType type, Kind kind, int ids, float number) {
    /** What an input is. */
    enum Kind {
        /** [sentences, steps] */
        IDS,
        /** [sentences] */
        LENGTHS,
        /** A scalar. */
        NUMBER
    }

    /**
     * @param rank -1 where the file doesn't say
     * @param rate whether it is the rate of a dropout
     * @throws IllegalArgumentException where it can't be told what it is fed with
     */
    static FedInput of(String name, String operation, DataType type, int rank, boolean rate, RunOptions options) {
        boolean integers = type == DataType.DT_INT32 || type == DataType.DT_INT64;
        boolean known = integers || type == DataType.DT_FLOAT || type == DataType.DT_BOOL;
        boolean ids = type != DataType.DT_BOOL && (rank == 2 || integers && rank == -1);
        boolean lengths = integers && rank == 1;
        boolean scalar = rank == 0 || rank == -1 && !integers;
        if (!known || !ids && !lengths && !scalar) {
            throw new IllegalArgumentException("input " + name
                    + ": expected ids [batch, steps], lengths [batch] or a number, found " + type + " of "
                    + (rank == -1 ? "unknown" : rank) + " axes");
        }
        if (lengths) {
            return new FedInput(name, operation, type, Kind.LENGTHS, -1, 0);
        }
        if (!ids) {
            float otherwise = rate || type == DataType.DT_BOOL ? 0 : 1;
            return new FedInput(
                    name, operation, type, Kind.NUMBER, -1, options.feeds().getOrDefault(name, otherwise));
        }
        int place = options.ids().isEmpty() ? 0 : options.ids().indexOf(name);
        if (place < 0) {
            throw new IllegalArgumentException("input " + name + ": expected one of " + options.ids()
                    + ", which ids are there for, found another that takes ids [batch, steps]");
        }
        return new FedInput(name, operation, type, Kind.IDS, place, 0);
    }

    /** To be closed by the caller. */
    Tensor tensor(Batch batch) {
        return switch (kind) {
            case IDS -> whole(Shape.of(batch.sentences(), batch.steps()), batch.ids()[ids]);
            case LENGTHS -> whole(Shape.of(batch.sentences()), batch.lengths());
            case NUMBER ->
                switch (type) {
                    case DT_BOOL -> TBool.scalarOf(number != 0);
                    case DT_INT32 -> TInt32.scalarOf((int) number);
                    case DT_INT64 -> TInt64.scalarOf((long) number);
                    default -> TFloat32.scalarOf(number);
                };
        };
    }

    private Tensor whole(Shape shape, int[] values) {
        if (type == DataType.DT_INT32) {
            return TInt32.tensorOf(shape, DataBuffers.of(values, true, false));
        }
        if (type == DataType.DT_INT64) {
            long[] wide = new long[values.length];
            for (int i = 0; i < values.length; i++) {
                wide[i] = values[i];
            }
            return TInt64.tensorOf(shape, DataBuffers.of(wide, true, false));
        }
        float[] real = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            real[i] = values[i];
        }
        return TFloat32.tensorOf(shape, DataBuffers.of(real, true, false));
    }

    @Override
    public String toString() {
        return name + ": "
                + switch (kind) {
                    case IDS -> "ids";
                    case LENGTHS -> "lengths";
                    case NUMBER -> type == DataType.DT_BOOL ? String.valueOf(number != 0) : String.valueOf(number);
                };
    }
}
