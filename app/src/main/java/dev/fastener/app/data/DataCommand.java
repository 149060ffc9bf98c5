package dev.fastener.app.data;

import picocli.CommandLine.Command;

@Command(
        name = "data",
        description = "Use when you have labelled text: see what is in it, convert it, split it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {InspectCommand.class, ConvertCommand.class, SplitCommand.class})
public final class DataCommand {}
