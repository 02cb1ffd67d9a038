package io.dfs.service.web;

import org.springframework.http.MediaType;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The answers are JSON, whatever the Accept header says. The framework would look at it only when there is an answer to
 * write: the work was done by then, and its caller was told that the request was refused.
 */
final class JsonWhateverIsAccepted implements WebMvcConfigurer {

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        // What an endpoint can't answer as JSON, such as a YAML document, it answers as it can.
        negotiation.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON, MediaType.ALL);
    }
}
