package dev.fastener.app.report;

import java.util.List;

/**
 * A part of the page.
 *
 * @param id of its heading, for links
 */
public record Section(String id, String title, List<Block> blocks) {
    public Section {
        blocks = List.copyOf(blocks);
    }
}
