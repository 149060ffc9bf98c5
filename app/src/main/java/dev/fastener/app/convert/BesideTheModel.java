package dev.fastener.app.convert;

import dev.fastener.convert.certificate.CertificateJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Vocabularies, tags and a model's description are found beside a model without being named, so nothing there is replaced. */
final class BesideTheModel {
    private BesideTheModel() {}

    /**
     * Does nothing where {@code output} is elsewhere or new, a model, a page, or a certificate of an earlier run.
     *
     * @throws IllegalArgumentException that says so
     */
    static void requireNone(Path model, Path output) throws IOException {
        String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
        Path folder = Files.isDirectory(model) ? model : model.toAbsolutePath().getParent();
        Path other = output.toAbsolutePath().getParent();
        boolean beside = Files.isRegularFile(output)
                && folder != null
                && other != null
                && Files.isDirectory(folder)
                && other.toRealPath().startsWith(folder.toRealPath());
        if (beside && !name.endsWith(".onnx") && !name.endsWith(".html") && !isCertificate(output)) {
            throw new IllegalArgumentException(
                    output + " lies beside the model, where the conversion looks for what belongs to"
                            + " it; expected a new file, or one of an earlier conversion");
        }
    }

    private static boolean isCertificate(Path file) throws IOException {
        byte[] start = CertificateJson.START.getBytes(StandardCharsets.UTF_8);
        try (InputStream in = Files.newInputStream(file)) {
            String found = new String(in.readNBytes(2 * start.length), StandardCharsets.UTF_8);
            return found.replaceAll("\\s", "").startsWith(CertificateJson.START);
        }
    }
}
