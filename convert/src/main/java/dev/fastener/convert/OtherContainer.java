package dev.fastener.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Files of models that aren't converted themselves, told by their beginnings, each with what to give in its place. */
public enum OtherContainer {
    /** A zip of torch.save, of TorchScript too: its first entry is NAME/data.pkl; or the older pickle with its magic number. */
    PYTORCH(
            "a PyTorch file (torch.save), which holds weights without the network around them; load it in Python and export it: "
                    + "torch.onnx.export(model, (x,), \"tagger.onnx\", input_names=[\"ids\"], output_names=[\"emissions\"],"
                    + " dynamic_axes={\"ids\": {0: \"batch\", 1: \"steps\"}, \"emissions\": {0: \"batch\", 1: \"steps\"}}), then convert"
                    + " tagger.onnx"),
    /** 8 bytes of a length, then JSON of tensors. */
    SAFETENSORS(
            "a safetensors file, which holds weights without the network around them; load it in Python, export the model by"
                    + " torch.onnx.export and convert that"),
    /** Its identifier stands behind a first offset. */
    TENSORFLOW_LITE(
            "a TensorFlow Lite model, which is often quantised and has lost its layers; convert the Keras file or"
                    + " SavedModel that it was made of"),
    /** Protocol 2 to 5. */
    PICKLE("a pickle, which runs code when it is loaded; save the model itself: model.save(\"model.keras\") in Keras,"
            + " torch.onnx.export in PyTorch");

    private static final int BEGINNING = 512;
    private static final String TORCH_MAGIC = "\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.";

    private final String words;

    OtherContainer(String words) {
        this.words = words;
    }

    /**
     * What {@code file} is; empty where it is none of these.
     *
     * @throws ConversionException where it can't be read
     */
    public static Optional<OtherContainer> of(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return of(new String(in.readNBytes(BEGINNING), ISO_8859_1));
        } catch (IOException e) {
            throw new ConversionException(file + ": can't be read (" + e.getMessage() + ")", e);
        }
    }

    private static Optional<OtherContainer> of(String beginning) {
        boolean zip = beginning.startsWith("PK\u0003\u0004") && beginning.length() > 30;
        if (zip) {
            int length = beginning.charAt(26) + 256 * beginning.charAt(27);
            String first = beginning.substring(30, Math.min(beginning.length(), 30 + length));
            return first.matches("([^/]+/)?(data\\.pkl|constants\\.pkl|version|\\.format_version|byteorder)")
                    ? Optional.of(PYTORCH)
                    : Optional.empty();
        } else if (beginning.startsWith("\u0080") && beginning.length() > 2 && beginning.charAt(1) <= 5) {
            return Optional.of(beginning.contains(TORCH_MAGIC) ? PYTORCH : PICKLE);
        } else if (beginning.startsWith("TFL3", 4)) {
            return Optional.of(TENSORFLOW_LITE);
        } else if (beginning.startsWith("{\"", 8) && beginning.charAt(7) == 0) {
            return Optional.of(SAFETENSORS);
        }
        return Optional.empty();
    }

    /** Why {@code file} isn't converted, and what to give in its place. */
    public ConversionException refusal(Path file) {
        return new ConversionException(file.getFileName() + ": is " + words);
    }
}
