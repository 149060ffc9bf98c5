package dev.fastener.app.page;

import dev.fastener.Entity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text cut at its entities, in its order. */
public record MarkedText(List<Piece> pieces) {
    /**
     * Some text.
     *
     * @param type of the entity that it is; null between them
     */
    public record Piece(String text, @Nullable String type) {}

    /** @param entities of the text, in its order, without overlaps */
    public static MarkedText of(String text, List<Entity> entities) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        for (Entity entity : entities) {
            pieces.add(new Piece(text.substring(at, entity.start()), null));
            pieces.add(new Piece(entity.text(), entity.type()));
            at = entity.end();
        }
        pieces.add(new Piece(text.substring(at), null));
        return new MarkedText(pieces);
    }
}
