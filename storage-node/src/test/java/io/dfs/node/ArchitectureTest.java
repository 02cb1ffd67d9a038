package io.dfs.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.channels.FileChannel;

@AnalyzeClasses(packages = "io.dfs.node", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule chunksKnowNothingOfTheWeb = noClasses()
            .that()
            .resideInAPackage("io.dfs.node.chunk")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "jakarta..",
                    "org.apache..",
                    "io.dfs.common.http",
                    "io.dfs.node.transfer",
                    "io.dfs.node.registration",
                    "io.dfs.node.web")
            .because("a program that rescues files from disks reads chunk files without a server");

    @ArchTest
    static final ArchRule onlyTheChunkStoreTouchesChunkFiles = noClasses()
            .that()
            .resideOutsideOfPackage("io.dfs.node.chunk")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(FileChannel.class)
            .because("the order of write, force and rename is proven in one place (I-2)");

    @ArchTest
    static final ArchRule featuresHaveNoCycles = slices().matching("io.dfs.node.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a feature that can be read alone is a feature that can be changed alone");

    @ArchTest
    static final ArchRule nothingWaitsForATimer = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class)
            .because("waits have a reason to end: an answer, a signal, or a schedule");
}
