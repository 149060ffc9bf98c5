package dev.fastener.app.convert;

import dev.fastener.convert.ConversionException;
import java.util.ArrayList;
import java.util.List;

/** What a source's file leaves open and nobody said yet: asked for at once, so that one more run is enough. Not thread-safe. */
final class Questions {
    private final List<String> open = new ArrayList<>();

    /**
     * Asks for something.
     *
     * @param question the option, what it says and where in the source to look
     */
    void ask(String question) {
        if (!open.contains(question)) {
            open.add(question);
        }
    }

    /** @throws ConversionException where anything was asked; the message has all of it */
    void requireNone() {
        if (open.size() == 1) {
            throw ConversionException.ofLines(open.get(0));
        }
        if (!open.isEmpty()) {
            StringBuilder all = new StringBuilder("the file leaves " + open.size() + " things open; say each of them:");
            for (String question : open) {
                all.append("\n- ").append(question.replace("\n", "\n  "));
            }
            throw ConversionException.ofLines(all.toString());
        }
    }
}
