package dev.fastener.convert.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/convert.md counts the models of each pair of the matrix, and no others. */
class MatrixDocumentTest {
    private static final List<String> KINDS = List.of("container", "layers", "mask", "CRF");

    @Test
    void theTablesOfTheDocumentCountTheModels() throws IOException {
        List<Cell> cells = Cell.all();
        StringBuilder tables = new StringBuilder();
        for (int down = 0; down < KINDS.size(); down++) {
            for (int across = down + 1; across < KINDS.size(); across++) {
                tables.append(table(cells, down, across)).append('\n');
            }
        }
        assertThat(Files.readString(Path.of("../docs/convert.md"), UTF_8))
                .as("docs/convert.md, to be brought up to date with:\n" + tables)
                .contains(tables);
    }

    /** The kind with more levels goes down the page. */
    private static String table(List<Cell> cells, int first, int second) {
        boolean turned = levels(cells, second).size() > levels(cells, first).size();
        int down = turned ? second : first;
        int across = turned ? first : second;
        List<String> columns = levels(cells, across);
        StringBuilder table = new StringBuilder("| " + KINDS.get(down) + " \\ " + KINDS.get(across) + " |");
        columns.forEach(column -> table.append(' ').append(column).append(" |"));
        table.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        for (String row : levels(cells, down)) {
            table.append("| ").append(row).append(" |");
            for (String column : columns) {
                long models = cells.stream()
                        .filter(cell -> cell.levels().get(down).equals(row)
                                && cell.levels().get(across).equals(column))
                        .count();
                table.append(models == 0 ? " – |" : " " + models + " |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static List<String> levels(List<Cell> cells, int kind) {
        return cells.stream().map(cell -> cell.levels().get(kind)).distinct().toList();
    }
}
