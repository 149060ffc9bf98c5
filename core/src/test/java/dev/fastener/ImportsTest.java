package dev.fastener;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The imports that docs/architecture.md promises. */
class ImportsTest {
    /** Package to the packages it may import; io may be used by all, and dev.fastener itself may import any. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("io", Set.of()),
            Map.entry("kernel", Set.of()),
            Map.entry("scheme", Set.of()),
            Map.entry("model", Set.of("scheme")),
            Map.entry("text", Set.of("scheme", "model")),
            Map.entry("crf", Set.of("kernel", "scheme", "model")),
            Map.entry("vocab", Set.of("model", "text")),
            Map.entry("onnx", Set.of("model", "scheme")),
            Map.entry("engine", Set.of("kernel", "model")),
            Map.entry("quantize", Set.of("model")),
            Map.entry("decode", Set.of("scheme", "crf", "model", "vocab", "text")),
            Map.entry("evaluation", Set.of("scheme", "text", "decode")),
            Map.entry(
                    "train",
                    Set.of("kernel", "scheme", "model", "text", "crf", "vocab", "engine", "decode", "evaluation")),
            Map.entry(
                    "slim",
                    Set.of("scheme", "model", "text", "vocab", "onnx", "engine", "decode", "evaluation", "train")));

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.fastener");
    }

    static Set<String> packages() {
        return ALLOWED.keySet();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageImportsOnlyWhatStandsBelowIt(String name) {
        String[] allowed = ALLOWED.get(name).stream()
                .map(below -> "dev.fastener." + below + "..")
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> ours = resideInAPackage("dev.fastener..");
        classes()
                .that(resideInAPackage("dev.fastener." + name + ".."))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(ours)
                        .or(resideInAnyPackage("dev.fastener." + name + "..", "dev.fastener.io.."))
                        .or(resideInAnyPackage(allowed)))
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void everyPackageStandsInTheTable() {
        Set<String> names = classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("dev.fastener."))
                .map(name -> name.split("\\.")[2])
                .collect(Collectors.toSet());
        assertThat(ALLOWED.keySet()).containsAll(names);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("dev.fastener.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void onlyTheClassesNamedHereImportTheVectorApi() {
        List<String> importers = classes.stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(on -> on.getTargetClass().getPackageName().startsWith("jdk.incubator")))
                .map(type -> type.getName().replaceFirst("\\$.*", ""))
                .distinct()
                .toList();
        assertThat(importers)
                .isSubsetOf(
                        "dev.fastener.kernel.VectorKernels",
                        "dev.fastener.kernel.VectorChainKernels",
                        "dev.fastener.kernel.VectorTiles",
                        "dev.fastener.kernel.VectorActivations");
    }

    @Test
    void theCoreDependsOnJacksonsStreamsAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "jdk.incubator.vector..",
                        "dev.fastener..",
                        "com.fasterxml.jackson.core..",
                        "org.jspecify.annotations.."))
                .check(classes);
    }
}
