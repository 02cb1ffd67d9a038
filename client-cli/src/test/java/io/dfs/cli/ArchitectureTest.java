package io.dfs.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.dfs.common.http.HttpMetadataApi;
import java.util.concurrent.Callable;

@AnalyzeClasses(packages = "io.dfs.cli", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES = slices().matching("io.dfs.cli.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a feature can be read and changed on its own only if what it needs does not need it");

    @ArchTest
    static final ArchRule TRANSFERS_KNOW_NO_TRANSPORT = noClasses()
            .that()
            .resideInAnyPackage("io.dfs.cli.upload", "io.dfs.cli.download")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(HttpMetadataApi.class)
            .because("how patient a call is, and to whom it goes, is decided in one place, the session");

    @ArchTest
    static final ArchRule ONLY_MAIN_ENDS_THE_PROCESS = noClasses()
            .that()
            .doNotHaveSimpleName("Dfs")
            .should()
            .callMethod(System.class, "exit", int.class)
            .because("an exit elsewhere would skip what is flushed and closed at the end");

    @ArchTest
    static final ArchRule ONLY_COMMANDS_ARE_PUBLIC_IN_FEATURES = classes()
            .that()
            .resideInAnyPackage("io.dfs.cli.upload", "io.dfs.cli.download")
            .and()
            .areTopLevelClasses()
            .and()
            .arePublic()
            .should()
            .beAssignableTo(Callable.class)
            .because("everything behind a command is that feature's own business");
}
