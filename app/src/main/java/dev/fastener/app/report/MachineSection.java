package dev.fastener.app.report;

import dev.fastener.app.report.Block.Cell;
import dev.fastener.app.report.Block.Column;
import dev.fastener.app.report.Block.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What everything was measured on and with, and how to do it again. */
final class MachineSection {
    private static final String COMMAND = "command";

    private MachineSection() {}

    static Section of(Map<String, String> machine) {
        List<Row> rows = new ArrayList<>();
        machine.forEach((name, fact) -> {
            if (!name.equals(COMMAND)) {
                rows.add(Row.of(Cell.of(name), Cell.of(fact.isEmpty() ? "none" : fact)));
            }
        });
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Table(
                "The machine and the programs", List.of(Column.text("what"), Column.text("value")), rows));
        String command = machine.get(COMMAND);
        if (command != null) {
            blocks.add(new Block.Paragraph("The same again, in the folder that it ran in:"));
            blocks.add(new Block.Command(command));
        }
        return new Section("machine", "Measured on and with", blocks);
    }
}
