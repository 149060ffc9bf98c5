package dev.fastener.convert.keras;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Shared;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.SourceText;
import dev.fastener.convert.SourceText.Kind;
import dev.fastener.convert.SourceText.Split;
import dev.fastener.convert.SourceText.Standardize;
import dev.fastener.convert.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What TextVectorization and StringLookup say in a file; their own get_vocabulary() is the judge. */
class TextLayerReaderTest {
    private static final Path FOLDER = Recording.FOLDER.resolve("text");

    private static SourceText read(Path file) {
        SourceNetwork network = KerasFile.read(file).readings().get(0);
        SourceText text = network.inputs().get(0).text();
        assertThat(text).isNotNull();
        assertThat(network.length()).isEqualTo(text.length());
        return text;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3-characters.keras",
                "3-words.keras",
                "3-lookup.keras",
                "3-lookup.h5",
                "2-characters.keras",
                "2-lookup.h5"
            })
    void entriesAreThoseOfTheLayer(String name) throws IOException {
        SourceText text = read(FOLDER.resolve(name));
        Map<String, ?> json = JsonTree.readObject(name, Files.readString(FOLDER.resolve(name + ".json"), UTF_8));
        List<?> vocabulary = (List<?>) json.get("vocabulary");
        assertThat(text.entries()).hasSameSizeAs(vocabulary);
        for (int id = 0; id < vocabulary.size(); id++) {
            boolean special = id == text.unknownId() || id == 0 && text.maskToken() != null;
            assertThat(text.entries().get(id)).isEqualTo(special ? "" : vocabulary.get(id));
        }
        assertThat(vocabulary.get(text.unknownId())).isEqualTo("[UNK]");
    }

    /** The ids that the real layer gave for strings that it doesn't cut. */
    @ParameterizedTest
    @ValueSource(strings = {"3-lookup.keras", "3-lookup.h5", "2-lookup.h5"})
    void lookedUpEntriesHaveTheIdsOfTheLayer(String name) throws IOException {
        SourceText text = read(FOLDER.resolve(name));
        Map<String, ?> json = JsonTree.readObject(name, Files.readString(FOLDER.resolve(name + ".json"), UTF_8));
        List<?> rows = (List<?>) json.get("rows");
        for (int row = 0; row < rows.size(); row++) {
            List<?> tokens = (List<?>) rows.get(row);
            for (int t = 0; t < tokens.size(); t++) {
                String token = (String) tokens.get(t);
                int id = token.isEmpty() ? -1 : text.entries().indexOf(token);
                int expected = id >= 0 ? id : token.equals(text.maskToken()) ? 0 : text.unknownId();
                Object found = ((List<?>) ((List<?>) json.get("ids")).get(row)).get(t);
                assertThat(((Number) found).intValue()).isEqualTo(expected);
            }
        }
    }

    @Test
    void whatTheLayersSayIsKept() {
        SourceText characters = read(FOLDER.resolve("3-characters.keras"));
        assertThat(characters.kind()).isEqualTo(Kind.TEXT_VECTORIZATION);
        assertThat(characters.split()).isEqualTo(Split.CHARACTER);
        assertThat(characters.standardize()).isEqualTo(Standardize.NONE);
        assertThat(characters.length()).isZero();
        assertThat(characters.layer()).startsWith("text_vectorization");
        SourceText words = read(FOLDER.resolve("3-words.keras"));
        assertThat(words.split()).isEqualTo(Split.WHITESPACE);
        assertThat(words.standardize()).isEqualTo(Standardize.LOWER_AND_STRIP_PUNCTUATION);
        assertThat(words.length()).isEqualTo(6);
        SourceText lookup = read(FOLDER.resolve("3-lookup.keras"));
        assertThat(lookup.kind()).isEqualTo(Kind.STRING_LOOKUP);
        assertThat(lookup.maskToken()).isEqualTo("[PAD]");
        assertThat(lookup.unknownId()).isEqualTo(1);
        assertThat(lookup.length()).isEqualTo(3);
        SourceText open = read(FOLDER.resolve("3-lookup.h5"));
        assertThat(open.maskToken()).isNull();
        assertThat(open.unknownId()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TextVectorization | 'ngrams':2                        | ngrams=2",
                "TextVectorization | 'output_mode':'multi_hot'         | output_mode=multi_hot",
                "TextVectorization | 'standardize':'my_function'       | standardize=my_function: Python code",
                "TextVectorization | 'standardize':{'class_name':'x'}  | Python code",
                "TextVectorization | 'split':'cut'                     | split=cut: Python code",
                "TextVectorization | 'split':null                      | a whole text one step",
                "TextVectorization | 'ragged':true                     | no pads",
                "TextVectorization | 'vocabulary':null                 | save the model as .keras",
                "TextVectorization | 'vocabulary':'words.txt'          | a file outside of this one",
                "TextVectorization | 'vocabulary_size':9               | expected 9 entries",
                "TextVectorization | 'vocabulary':['a','a']            | expected each entry once",
                "TextVectorization | 'vocabulary':[1]                  | expected strings",
                "StringLookup      | 'num_oov_indices':2               | num_oov_indices=2: a hash",
                "StringLookup      | 'invert':true                     | makes entries of ids",
                "StringLookup      | 'output_mode':'count'             | output_mode=count",
                "Hashing           | 'num_bins':9                      | Hashing",
                "IntegerLookup     | 'num_oov_indices':1               | IntegerLookup",
            })
    void whatNoTextRuleOfOursCanDoIsRefusedByName(String className, String setting, String reason) {
        String vocabulary = setting.contains("'vocabulary':") ? "" : ",'vocabulary':['a','b']";
        String json = ("{'class_name':'Sequential','config':{'layers':[{'class_name':'InputLayer','config':{'name':'i',"
                        + "'batch_input_shape':[null],'dtype':'string'}},{'class_name':'" + className
                        + "','config':{'name':'t'," + setting + vocabulary + "}}]}}")
                .replace('\'', '"');
        ModelConfig model = ModelConfig.read("m.keras", 2, JsonTree.readObject("test", json));
        assertThatThrownBy(() -> NetworkReader.readings("m.keras", "2.15.0", model, new NoWeights()))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("layer t (" + className + ")")
                .hasMessageContaining(reason);
    }

    private record NoWeights() implements StoredWeights {
        @Override
        public List<dev.fastener.convert.Tensor> of(LayerConfig layer) {
            return List.of();
        }

        @Override
        public StoredWeights inside(LayerConfig model, ModelConfig graph) {
            return this;
        }
    }

    @Test
    void theSharedModelsAreRead() {
        SourceText characters = read(Shared.aCase("text-vectorization/tv.keras"));
        assertThat(characters.entries()).hasSize(33).startsWith("", "", "𠮷", "Ｃ", "Ｂ");
        SourceText words = read(Shared.aCase("lookup-in-model/m.keras"));
        assertThat(words.entries()).containsExactly("", "", "mara", "sells", "tea");
        assertThat(words.maskToken()).isEmpty();
    }
}
