package io.dfs.metadata.openapi;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.Problem;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.access.Endpoints;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String TOKEN = "token";

    /** By the first segment behind /api/v1: what it is about. */
    private static final Map<String, String> TAGS = Map.ofEntries(
            Map.entry("cluster", "Cluster"),
            Map.entry("fsck", "Cluster"),
            Map.entry("nodes", "Nodes"),
            Map.entry("allocations", "Files"),
            Map.entry("files", "Files"),
            Map.entry("locations", "Files"),
            Map.entry("explanations", "Files"),
            Map.entry("directories", "Directories"),
            Map.entry("access", "Directories"),
            Map.entry("trash", "Trash"),
            Map.entry("quarantine", "Quarantine"),
            Map.entry("ledger", "Quarantine"),
            Map.entry("bad-replicas", "Repairs"),
            Map.entry("slow-nodes", "Nodes"),
            Map.entry("repairs", "Repairs"),
            Map.entry("caller", "Access"),
            Map.entry("tokens", "Access"));

    OpenApiConfiguration() {
        SpringDocUtils.getConfig()
                .replaceWithSchema(FilePath.class, text("an absolute path", "/reports/2026/q3.pdf"))
                .replaceWithSchema(ChunkId.class, id())
                .replaceWithSchema(NodeId.class, id())
                .replaceWithSchema(ClusterId.class, id())
                .replaceWithSchema(Crc32c.class, text("CRC32C (Castagnoli), eight hex digits", "e3069283"));
    }

    /** The library's own one repeats the query, and a long one does not fit into the head of an answer. */
    @Bean
    @ConditionalOnBooleanProperty("springdoc.swagger-ui.enabled")
    FilterRegistrationBean<Filter> swaggerUi() {
        FilterRegistrationBean<Filter> page = new FilterRegistrationBean<>((_, response, _) -> {
            HttpServletResponse answer = (HttpServletResponse) response;
            answer.setStatus(HttpServletResponse.SC_FOUND);
            answer.setHeader(HttpHeaders.LOCATION, "/swagger-ui/index.html");
        });
        page.addUrlPatterns("/swagger-ui.html");
        return page;
    }

    @Bean
    OpenAPI openApi(ObjectProvider<BuildProperties> build) {
        BuildProperties properties = build.getIfAvailable();
        String version = properties == null || properties.getVersion() == null ? "unknown" : properties.getVersion();
        Components components = new Components()
                .addSecuritySchemes(
                        TOKEN,
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description(
                                        "made by 'dfs token create' or by the identity provider; programs of the cluster sign their own"));
        return new OpenAPI()
                .components(components)
                .info(new Info()
                        .title("dfs metadata service")
                        .version(version)
                        .description("What files there are, where their chunks lie, and which nodes are well.")
                        .license(new License().name("Apache-2.0")));
    }

    /** Every operation may answer a problem, and says who may ask. */
    @Bean
    OpenApiCustomizer tagsAndProblems() {
        return openApi -> {
            Components components = openApi.getComponents();
            ModelConverters.getInstance().readAll(Problem.class).forEach(components::addSchemas);
            openApi.getPaths()
                    .forEach((path, item) ->
                            item.readOperationsMap().forEach((method, operation) -> describe(path, method, operation)));
        };
    }

    private static void describe(String path, PathItem.HttpMethod method, Operation operation) {
        String[] segments = path.split("/", -1);
        String tag = TAGS.get(segments.length > 3 ? segments[3] : "");
        if (tag != null) {
            operation.setTags(List.of(tag));
        }
        Endpoints.requirement(HttpMethod.valueOf(method.name()), path)
                .ifPresent(requirement -> operation
                        .description("Needs %s.".formatted(requirement))
                        .addSecurityItem(new SecurityRequirement().addList(TOKEN)));
        operation
                .getResponses()
                .addApiResponse(
                        "default",
                        new ApiResponse()
                                .description("a problem (RFC 9457); its code is from the catalogue of errors")
                                .content(new Content()
                                        .addMediaType(
                                                Problem.MEDIA_TYPE,
                                                new MediaType()
                                                        .schema(new Schema<Problem>()
                                                                .$ref("#/components/schemas/Problem")))));
    }

    private static Schema<String> id() {
        StringSchema schema = text("a UUID", "01920b3c-7f5e-7c3a-9d2e-3f1a2b4c5d6e");
        schema.setFormat("uuid");
        return schema;
    }

    private static StringSchema text(String description, String example) {
        StringSchema schema = new StringSchema();
        schema.setDescription(description);
        schema.setExample(example);
        return schema;
    }
}
