package io.dfs.metadata.web;

import com.fasterxml.jackson.annotation.Nulls;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.AnnotationIntrospector;

@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    @Bean
    JsonFactory measuredJson() {
        return new MeasuredJson();
    }

    @Bean
    JsonMapperBuilderCustomizer contractNullness() {
        return builder -> builder.annotationIntrospector(
                        AnnotationIntrospector.pair(builder.annotationIntrospector(), new ContractNullness()))
                // No list of the contract has a null in it, also not one that is the whole body.
                .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL));
    }
}
