package dev.fastener.app;

import dev.fastener.model.TextRules.Unit;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What a step is, as an option says it: character, code-point, mixed, word, white-space. */
public final class UnitConverter implements ITypeConverter<Unit> {
    @Override
    public Unit convert(String value) {
        return switch (value.toLowerCase(Locale.ROOT).replace('_', '-')) {
            case "character" -> Unit.CHARACTER;
            case "code-point" -> Unit.CODE_POINT;
            case "mixed" -> Unit.MIXED;
            case "word" -> Unit.WORD;
            case "white-space", "whitespace" -> Unit.SEPARATED;
            default ->
                throw new TypeConversionException(
                        "expected character, code-point, mixed, word or white-space, found " + value);
        };
    }
}
