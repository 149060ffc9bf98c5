package dev.fastener.kernel;

/** Whether this JVM has the Vector API, and what is made of it: by name, so that nothing links it where it is absent. */
final class VectorApi {
    private VectorApi() {}

    /** Why it can't be used here, a clause for a message; empty where it can. */
    static String absence() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                ? ""
                : "java was started without --add-modules jdk.incubator.vector";
    }

    /** An object of a class of this package, from its constructor without parameters. */
    static <T> T create(Class<T> contract, String name) throws ReflectiveOperationException {
        return contract.cast(type(name).getDeclaredConstructor().newInstance());
    }

    /** An object of a class of this package, from its constructor of one parameter. */
    static <T, P> T create(Class<T> contract, String name, Class<P> parameter, P argument)
            throws ReflectiveOperationException {
        return contract.cast(type(name).getDeclaredConstructor(parameter).newInstance(argument));
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(VectorApi.class.getPackageName() + "." + name);
    }
}
