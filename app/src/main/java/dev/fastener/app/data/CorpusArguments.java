package dev.fastener.app.data;

import dev.fastener.app.UnitConverter;
import dev.fastener.model.TextRules;
import dev.fastener.scheme.TagScheme;
import dev.fastener.text.CorpusFormat;
import dev.fastener.text.CorpusOptions;
import dev.fastener.text.CorpusReader;
import dev.fastener.text.OffsetRule;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that reads a corpus; a picocli mixin. */
public final class CorpusArguments {
    @Option(
            names = "--format",
            paramLabel = "NAME",
            converter = FormatConverter.class,
            description = "Format of the corpus; found out unless given: columns, inline, pair, tokens, spans, doccano,"
                    + " label-studio, cluener, brat.")
    private @Nullable CorpusFormat format;

    @Option(
            names = "--tags",
            paramLabel = "FILE",
            description = "The file of tags beside a file of sentences; words.txt finds tags.txt by itself.")
    private @Nullable Path tags;

    @Option(
            names = "--scheme",
            paramLabel = "NAME",
            converter = SchemeConverter.class,
            description = "Tag scheme; found out unless given: BMEO, BMES, BMEWO, BIOES, BILOU, BIO, IOB1, IOE1, IOE2.")
    private @Nullable TagScheme scheme;

    @Option(
            names = "--unit",
            paramLabel = "NAME",
            converter = UnitConverter.class,
            description =
                    "What a token is, character, code-point, mixed (runs of Latin letters or digits are one), word or"
                            + " white-space: where the corpus holds texts and spans, how they are cut; else found out unless"
                            + " given.")
    private TextRules.@Nullable Unit unit;

    @Option(
            names = "--offsets",
            paramLabel = "RULE",
            converter = OffsetConverter.class,
            description =
                    "How spans are counted: code-point, utf16 or grapheme, each also with -inclusive; found out where"
                            + " the corpus gives the spans' text.")
    private @Nullable OffsetRule offsets;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            converter = CharsetConverter.class,
            description = "Encoding of the corpus, for instance GB18030; UTF-8 unless given.")
    private Charset encoding = StandardCharsets.UTF_8;

    @Option(
            names = "--tag-names",
            paramLabel = "NAME,NAME",
            split = ",",
            description = "The names of tags that the corpus gives as numbers, from 0 on: O,B-PER,I-PER; read from a"
                    + " dataset_info.json beside it unless given.")
    private List<String> tagNames = List.of();

    @Option(names = "--strip-segmentation", description = "Take the position in the word off tokens like \"科0\".")
    private boolean stripSegmentation;

    /** All files that are read with {@code corpus}: itself, the tags that were named, and what is found beside it. */
    List<Path> files(Path corpus) {
        List<Path> files = new ArrayList<>(CorpusReader.filesBeside(corpus));
        files.add(corpus);
        if (tags != null) {
            files.add(tags);
        }
        return files;
    }

    /** What was given, for a reader. */
    public CorpusOptions options() {
        return new CorpusOptions(format, tags, scheme, unit, offsets, encoding, tagNames, stripSegmentation);
    }

    /** The same for a model: texts with spans are cut into tokens as it does, unless the user says otherwise. */
    public CorpusOptions options(TextRules.Unit ofModel) {
        return unit == null ? options().withUnit(ofModel) : options();
    }

    static final class FormatConverter implements ITypeConverter<CorpusFormat> {
        @Override
        public CorpusFormat convert(String name) {
            return CorpusFormat.named(name).orElseThrow(() -> unknown(CorpusFormat.names(), name));
        }
    }

    static final class SchemeConverter implements ITypeConverter<TagScheme> {
        @Override
        public TagScheme convert(String name) {
            return TagScheme.named(name).orElseThrow(() -> unknown(Arrays.toString(TagScheme.values()), name));
        }
    }

    static final class OffsetConverter implements ITypeConverter<OffsetRule> {
        @Override
        public OffsetRule convert(String name) {
            return OffsetRule.named(name)
                    .orElseThrow(() -> unknown("code-point, utf16 or grapheme, perhaps with -inclusive", name));
        }
    }

    static final class CharsetConverter implements ITypeConverter<Charset> {
        @Override
        public Charset convert(String name) {
            try {
                return Charset.forName(name);
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                throw unknown("an encoding that this Java knows, like UTF-8, GB18030 or Big5", name);
            }
        }
    }

    private static TypeConversionException unknown(String expected, String found) {
        return new TypeConversionException("expected one of " + expected + ", found " + found);
    }
}
