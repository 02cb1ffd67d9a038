package io.dfs.common;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.dfs.common", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule theContractKnowsNoFramework = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "jakarta.persistence..", "org.hibernate..")
            .because("the client starts in half a second only as long as no framework comes with the contract");

    @ArchTest
    static final ArchRule theRecordsDoNotKnowHowTheyTravel = noClasses()
            .that()
            .resideOutsideOfPackage("..http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hc..", "io.dfs.common.http..")
            .because("a record is the same over HTTP, in a journal and in a test");

    @ArchTest
    static final ArchRule checksumsStandAlone = noClasses()
            .that()
            .resideInAPackage("..checksum..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.dfs.common.api..", "io.dfs.common.token..", "io.dfs.common.error..")
            .because("they are the ground that everything else stands on");
}
