package io.dfs.metadata.access;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** What each endpoint takes as its body, found as the framework finds it, and JSON that fills a memory. */
final class Bodies {

    private static final String UUID = "01920b3c-7f5e-7c3a-9d2e-3f1a2b4c5d6e";

    /** JSON without an end: what comes first, and what comes then, again and again, by its number. */
    record Endless(String what, String begin, IntFunction<String> next) {

        @Override
        public String toString() {
            return what;
        }
    }

    private Bodies() {}

    /** By method and path, such as {@code POST /api/v1/files}. */
    static Map<String, Type> types() {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
        Map<String, Type> types = new HashMap<>();
        scanner.findCandidateComponents("io.dfs.metadata").forEach(bean -> {
            Class<?> controller = ClassUtils.resolveClassName(String.valueOf(bean.getBeanClassName()), null);
            for (Method method : controller.getDeclaredMethods()) {
                body(method).ifPresent(type -> names(controller, method).forEach(name -> types.put(name, type)));
            }
        });
        return types;
    }

    private static Optional<Type> body(Method method) {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(RequestBody.class))
                .map(parameter -> parameter.getParameterizedType())
                .findFirst();
    }

    private static Stream<String> names(Class<?> controller, Method method) {
        RequestMapping own = AnnotatedElementUtils.getMergedAnnotation(method, RequestMapping.class);
        RequestMapping all = AnnotatedElementUtils.getMergedAnnotation(controller, RequestMapping.class);
        return own == null
                ? Stream.empty()
                : paths(all).stream()
                        .flatMap(prefix -> paths(own).stream()
                                .flatMap(path -> Arrays.stream(own.method())
                                        .map(RequestMethod::name)
                                        .map(name -> name + " " + prefix + path)));
    }

    private static List<String> paths(RequestMapping mapping) {
        return mapping == null || mapping.path().length == 0 ? List.of("") : List.of(mapping.path());
    }

    /** Every list and map of the body, and some that are in none. */
    static List<Endless> endless(Type body) {
        List<Endless> all = new ArrayList<>(lists(body, "", "body"));
        all.add(new Endless("an array of paths", "[", _ -> "\"/a\","));
        all.add(new Endless("an unknown array", "{\"x\":[", _ -> "0,"));
        all.add(new Endless("unknown names", "{", number -> "\"%x\":0,".formatted(number)));
        all.add(new Endless("unknown names in an unknown object", "{\"x\":{", number -> "\"%x\":0,".formatted(number)));
        all.add(new Endless("a text", "{\"x\":\"", _ -> "xxxxxxxx"));
        all.add(new Endless("blanks", "", _ -> "        "));
        return all;
    }

    private static List<Endless> lists(Type type, String begin, String what) {
        return switch (type) {
            case ParameterizedType map
            when map.getRawType() == Map.class ->
                List.of(new Endless(what, begin + "{", number -> "\"%x\":\"\",".formatted(number)));
            case ParameterizedType list
            when Collection.class.isAssignableFrom((Class<?>) list.getRawType()) ->
                list(list.getActualTypeArguments()[0], begin, what);
            case Class<?> plain
            when isObject(plain) ->
                Arrays.stream(plain.getRecordComponents())
                        .flatMap(component -> lists(
                                component.getGenericType(),
                                begin + "{" + others(plain, component) + "\"" + component.getName() + "\":",
                                what + "." + component.getName())
                                .stream())
                        .toList();
            default -> List.of();
        };
    }

    private static List<Endless> list(Type element, String begin, String what) {
        List<Endless> all = new ArrayList<>(lists(element, begin + "[", what + "[0]"));
        String sample = sample(element);
        all.add(new Endless(what, begin + "[", number -> numbered(sample, number) + ","));
        return all;
    }

    /** Sets keep only what differs. */
    private static String numbered(String sample, int number) {
        return sample.replace(UUID, "%08x%s".formatted(number, UUID.substring(8)));
    }

    private static String others(Class<?> type, RecordComponent left) {
        StringBuilder fields = new StringBuilder();
        for (RecordComponent component : type.getRecordComponents()) {
            if (!component.getName().equals(left.getName())) {
                fields.append(field(component)).append(',');
            }
        }
        return fields.toString();
    }

    private static String field(RecordComponent component) {
        return "\"" + component.getName() + "\":" + sample(component.getGenericType());
    }

    /** As short as may be. */
    private static String sample(Type type) {
        return switch (type) {
            case ParameterizedType map when map.getRawType() == Map.class -> "{}";
            case ParameterizedType _ -> "[]";
            case Class<?> plain
            when isObject(plain) ->
                "{"
                        + String.join(
                                ",",
                                Arrays.stream(plain.getRecordComponents())
                                        .map(Bodies::field)
                                        .toList()) + "}";
            case Class<?> plain when plain.isEnum() -> "\"" + plain.getEnumConstants()[0] + "\"";
            case Class<?> plain when plain == boolean.class -> "false";
            case Class<?> plain when plain.isPrimitive() || Number.class.isAssignableFrom(plain) -> "0";
            default ->
                switch (((Class<?>) type).getSimpleName()) {
                    case "FilePath" -> "\"/a\"";
                    case "Crc32c" -> "\"00000000\"";
                    case "UUID", "ChunkId", "NodeId", "ClusterId" -> "\"" + UUID + "\"";
                    case "Instant" -> "\"2026-01-01T00:00:00Z\"";
                    default -> "\"\"";
                };
        };
    }

    private static boolean isObject(Class<?> type) {
        return type.isRecord()
                && (type.getRecordComponents().length > 1
                        || type.getPackageName().endsWith(".api"));
    }
}
