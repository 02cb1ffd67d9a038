package io.dfs.metadata.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.Entity;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(packages = "io.dfs.metadata", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ENTITIES_STAY_INSIDE_THEIR_FEATURE = classes()
            .that()
            .areAnnotatedWith(Entity.class)
            .should()
            .bePackagePrivate()
            .because("a row that leaves its feature is changed, or read too late, by someone who does not own it");

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLE = slices().matching("io.dfs.metadata.(*)..")
            .should()
            .beFreeOfCycles()
            .because("each feature must be readable, and changeable, knowing only those below it");

    @ArchTest
    static final ArchRule HTTP_STAYS_AT_THE_EDGE = noClasses()
            .that()
            .areNotAnnotatedWith(RestController.class)
            .and()
            .resideOutsideOfPackages("io.dfs.metadata.web..", "io.dfs.metadata.openapi..", "io.dfs.metadata.access..")
            .and()
            .haveNameNotMatching(".*(Interceptor|Configuration)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "org.springframework.web..", "org.springframework.http..")
            .because("decisions and data do not know how they are asked for; tests call them without a server");

    @ArchTest
    static final ArchRule CONTROLLERS_ARE_NOBODY_S_BUSINESS = classes()
            .that()
            .areAnnotatedWith(RestController.class)
            .should()
            .bePackagePrivate()
            .because("only the framework calls them");
}
