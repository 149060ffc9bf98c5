package dev.fastener.app.page;

import dev.fastener.io.AtomicFile;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Pages made of the templates in {@code src/main/jte}, which escape what they print. */
public final class Page {
    private static final TemplateEngine TEMPLATES =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "dev.fastener.app.page.generated");

    private Page() {}

    /** Writes a page whole or not at all. */
    public static void write(Path file, String template, Map<String, Object> values) throws IOException {
        byte[] bytes = html(template, values).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(bytes));
    }

    /** The page as text. */
    static String html(String template, Map<String, Object> values) {
        StringOutput page = new StringOutput();
        TEMPLATES.render(template + ".jte", values, page);
        return page.toString();
    }
}
