package io.dfs.metadata.web;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.metadata.limits.BodyLimit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.mock.http.MockHttpInputMessage;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.databind.json.JsonMapper;

class MeasuredJsonTest {

    private final JacksonJsonHttpMessageConverter converter =
            new JacksonJsonHttpMessageConverter(new JsonMapper(new MeasuredJson()));

    @AfterEach
    void forget() {
        RequestContextHolder.resetRequestAttributes();
    }

    @ParameterizedTest
    @DisplayName("I-9 the values of a body are counted in every encoding that it may have")
    @ValueSource(strings = {"UTF-8", "UTF-16", "ISO-8859-1", "windows-1251"})
    void countsTheValuesOfABodyInEveryEncoding(String charset) {
        MediaType type = MediaType.parseMediaType("application/json;charset=" + charset);
        MockHttpInputMessage body = new MockHttpInputMessage(
                ("[" + "1,".repeat(1000) + "1]").getBytes(Objects.requireNonNull(type.getCharset())));
        body.getHeaders().setContentType(type);
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setAttribute(
                BodyMeter.ATTRIBUTE, new BodyMeter(new BodyLimit(1 << 20, 10), new RequestBodyBudget(1 << 20)));
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));

        assertThatThrownBy(() -> converter.read(List.class, body))
                .hasStackTraceContaining("the request's body has more than 10 JSON values and names");
    }
}
