package dev.remit.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Tenants and their settings.
 * Here the tenant is the noun, so requests name it. A platform operator's credential may name any tenant; every other
 * credential only its own, else TENANT_MISMATCH. The other services take the tenant from the credential, or, from a
 * platform operator, from the metadata `remit-tenant`. Each call needs the permission that its name says, such as
 * `tenant:update`; without it PERMISSION_MISSING.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class TenantServiceGrpc {

  private TenantServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "remit.v1.TenantService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateTenantRequest,
      dev.remit.v1.CreateTenantResponse> getCreateTenantMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateTenant",
      requestType = dev.remit.v1.CreateTenantRequest.class,
      responseType = dev.remit.v1.CreateTenantResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateTenantRequest,
      dev.remit.v1.CreateTenantResponse> getCreateTenantMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateTenantRequest, dev.remit.v1.CreateTenantResponse> getCreateTenantMethod;
    if ((getCreateTenantMethod = TenantServiceGrpc.getCreateTenantMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getCreateTenantMethod = TenantServiceGrpc.getCreateTenantMethod) == null) {
          TenantServiceGrpc.getCreateTenantMethod = getCreateTenantMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateTenantRequest, dev.remit.v1.CreateTenantResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateTenant"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateTenantRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateTenantResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("CreateTenant"))
              .build();
        }
      }
    }
    return getCreateTenantMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetTenantRequest,
      dev.remit.v1.GetTenantResponse> getGetTenantMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetTenant",
      requestType = dev.remit.v1.GetTenantRequest.class,
      responseType = dev.remit.v1.GetTenantResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetTenantRequest,
      dev.remit.v1.GetTenantResponse> getGetTenantMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetTenantRequest, dev.remit.v1.GetTenantResponse> getGetTenantMethod;
    if ((getGetTenantMethod = TenantServiceGrpc.getGetTenantMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getGetTenantMethod = TenantServiceGrpc.getGetTenantMethod) == null) {
          TenantServiceGrpc.getGetTenantMethod = getGetTenantMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetTenantRequest, dev.remit.v1.GetTenantResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetTenant"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetTenantRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetTenantResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("GetTenant"))
              .build();
        }
      }
    }
    return getGetTenantMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListTenantsRequest,
      dev.remit.v1.ListTenantsResponse> getListTenantsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListTenants",
      requestType = dev.remit.v1.ListTenantsRequest.class,
      responseType = dev.remit.v1.ListTenantsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListTenantsRequest,
      dev.remit.v1.ListTenantsResponse> getListTenantsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListTenantsRequest, dev.remit.v1.ListTenantsResponse> getListTenantsMethod;
    if ((getListTenantsMethod = TenantServiceGrpc.getListTenantsMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getListTenantsMethod = TenantServiceGrpc.getListTenantsMethod) == null) {
          TenantServiceGrpc.getListTenantsMethod = getListTenantsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListTenantsRequest, dev.remit.v1.ListTenantsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListTenants"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListTenantsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListTenantsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("ListTenants"))
              .build();
        }
      }
    }
    return getListTenantsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.UpdateTenantRequest,
      dev.remit.v1.UpdateTenantResponse> getUpdateTenantMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateTenant",
      requestType = dev.remit.v1.UpdateTenantRequest.class,
      responseType = dev.remit.v1.UpdateTenantResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.UpdateTenantRequest,
      dev.remit.v1.UpdateTenantResponse> getUpdateTenantMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.UpdateTenantRequest, dev.remit.v1.UpdateTenantResponse> getUpdateTenantMethod;
    if ((getUpdateTenantMethod = TenantServiceGrpc.getUpdateTenantMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getUpdateTenantMethod = TenantServiceGrpc.getUpdateTenantMethod) == null) {
          TenantServiceGrpc.getUpdateTenantMethod = getUpdateTenantMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.UpdateTenantRequest, dev.remit.v1.UpdateTenantResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateTenant"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateTenantRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateTenantResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("UpdateTenant"))
              .build();
        }
      }
    }
    return getUpdateTenantMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.SuspendTenantRequest,
      dev.remit.v1.SuspendTenantResponse> getSuspendTenantMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SuspendTenant",
      requestType = dev.remit.v1.SuspendTenantRequest.class,
      responseType = dev.remit.v1.SuspendTenantResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.SuspendTenantRequest,
      dev.remit.v1.SuspendTenantResponse> getSuspendTenantMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.SuspendTenantRequest, dev.remit.v1.SuspendTenantResponse> getSuspendTenantMethod;
    if ((getSuspendTenantMethod = TenantServiceGrpc.getSuspendTenantMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getSuspendTenantMethod = TenantServiceGrpc.getSuspendTenantMethod) == null) {
          TenantServiceGrpc.getSuspendTenantMethod = getSuspendTenantMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.SuspendTenantRequest, dev.remit.v1.SuspendTenantResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SuspendTenant"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SuspendTenantRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SuspendTenantResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("SuspendTenant"))
              .build();
        }
      }
    }
    return getSuspendTenantMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ResumeTenantRequest,
      dev.remit.v1.ResumeTenantResponse> getResumeTenantMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ResumeTenant",
      requestType = dev.remit.v1.ResumeTenantRequest.class,
      responseType = dev.remit.v1.ResumeTenantResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ResumeTenantRequest,
      dev.remit.v1.ResumeTenantResponse> getResumeTenantMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ResumeTenantRequest, dev.remit.v1.ResumeTenantResponse> getResumeTenantMethod;
    if ((getResumeTenantMethod = TenantServiceGrpc.getResumeTenantMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getResumeTenantMethod = TenantServiceGrpc.getResumeTenantMethod) == null) {
          TenantServiceGrpc.getResumeTenantMethod = getResumeTenantMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ResumeTenantRequest, dev.remit.v1.ResumeTenantResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ResumeTenant"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ResumeTenantRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ResumeTenantResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("ResumeTenant"))
              .build();
        }
      }
    }
    return getResumeTenantMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeleteTenantRequest,
      dev.remit.v1.DeleteTenantResponse> getDeleteTenantMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteTenant",
      requestType = dev.remit.v1.DeleteTenantRequest.class,
      responseType = dev.remit.v1.DeleteTenantResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeleteTenantRequest,
      dev.remit.v1.DeleteTenantResponse> getDeleteTenantMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeleteTenantRequest, dev.remit.v1.DeleteTenantResponse> getDeleteTenantMethod;
    if ((getDeleteTenantMethod = TenantServiceGrpc.getDeleteTenantMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getDeleteTenantMethod = TenantServiceGrpc.getDeleteTenantMethod) == null) {
          TenantServiceGrpc.getDeleteTenantMethod = getDeleteTenantMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeleteTenantRequest, dev.remit.v1.DeleteTenantResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteTenant"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteTenantRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteTenantResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("DeleteTenant"))
              .build();
        }
      }
    }
    return getDeleteTenantMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static TenantServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TenantServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TenantServiceStub>() {
        @java.lang.Override
        public TenantServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TenantServiceStub(channel, callOptions);
        }
      };
    return TenantServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static TenantServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TenantServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TenantServiceBlockingV2Stub>() {
        @java.lang.Override
        public TenantServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TenantServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return TenantServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static TenantServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TenantServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TenantServiceBlockingStub>() {
        @java.lang.Override
        public TenantServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TenantServiceBlockingStub(channel, callOptions);
        }
      };
    return TenantServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static TenantServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TenantServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TenantServiceFutureStub>() {
        @java.lang.Override
        public TenantServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TenantServiceFutureStub(channel, callOptions);
        }
      };
    return TenantServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Tenants and their settings.
   * Here the tenant is the noun, so requests name it. A platform operator's credential may name any tenant; every other
   * credential only its own, else TENANT_MISMATCH. The other services take the tenant from the credential, or, from a
   * platform operator, from the metadata `remit-tenant`. Each call needs the permission that its name says, such as
   * `tenant:update`; without it PERMISSION_MISSING.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Creates a tenant and, if asked, its first administrator with a key. Platform operators only. ALREADY_EXISTS when
     * the id is taken, also by a deleted tenant.
     * </pre>
     */
    default void createTenant(dev.remit.v1.CreateTenantRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateTenantResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateTenantMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one tenant. NOT_FOUND when there is none.
     * </pre>
     */
    default void getTenant(dev.remit.v1.GetTenantRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetTenantResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetTenantMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists tenants by id: all for a platform operator, else the caller's own.
     * </pre>
     */
    default void listTenants(dev.remit.v1.ListTenantsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListTenantsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListTenantsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes name, labels or settings. PRECONDITION_FAILED when the currency would change over existing money.
     * </pre>
     */
    default void updateTenant(dev.remit.v1.UpdateTenantRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateTenantResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateTenantMethod(), responseObserver);
    }

    /**
     * <pre>
     * Stops a tenant: its credentials get TENANT_SUSPENDED within a second. Usage of open reservations is still taken.
     * Platform operators only. Suspending a suspended tenant changes nothing.
     * </pre>
     */
    default void suspendTenant(dev.remit.v1.SuspendTenantRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SuspendTenantResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSuspendTenantMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lets a suspended tenant act again. Platform operators only. Resuming an active tenant changes nothing.
     * </pre>
     */
    default void resumeTenant(dev.remit.v1.ResumeTenantRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ResumeTenantResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getResumeTenantMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a tenant for good: its credentials end at once, its data are removed at `purge_at`. Platform operators only.
     * PRECONDITION_FAILED unless it is suspended.
     * </pre>
     */
    default void deleteTenant(dev.remit.v1.DeleteTenantRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteTenantResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteTenantMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service TenantService.
   * <pre>
   * Tenants and their settings.
   * Here the tenant is the noun, so requests name it. A platform operator's credential may name any tenant; every other
   * credential only its own, else TENANT_MISMATCH. The other services take the tenant from the credential, or, from a
   * platform operator, from the metadata `remit-tenant`. Each call needs the permission that its name says, such as
   * `tenant:update`; without it PERMISSION_MISSING.
   * </pre>
   */
  public static abstract class TenantServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return TenantServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service TenantService.
   * <pre>
   * Tenants and their settings.
   * Here the tenant is the noun, so requests name it. A platform operator's credential may name any tenant; every other
   * credential only its own, else TENANT_MISMATCH. The other services take the tenant from the credential, or, from a
   * platform operator, from the metadata `remit-tenant`. Each call needs the permission that its name says, such as
   * `tenant:update`; without it PERMISSION_MISSING.
   * </pre>
   */
  public static final class TenantServiceStub
      extends io.grpc.stub.AbstractAsyncStub<TenantServiceStub> {
    private TenantServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TenantServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TenantServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a tenant and, if asked, its first administrator with a key. Platform operators only. ALREADY_EXISTS when
     * the id is taken, also by a deleted tenant.
     * </pre>
     */
    public void createTenant(dev.remit.v1.CreateTenantRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateTenantResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateTenantMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one tenant. NOT_FOUND when there is none.
     * </pre>
     */
    public void getTenant(dev.remit.v1.GetTenantRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetTenantResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetTenantMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists tenants by id: all for a platform operator, else the caller's own.
     * </pre>
     */
    public void listTenants(dev.remit.v1.ListTenantsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListTenantsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListTenantsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes name, labels or settings. PRECONDITION_FAILED when the currency would change over existing money.
     * </pre>
     */
    public void updateTenant(dev.remit.v1.UpdateTenantRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateTenantResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateTenantMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Stops a tenant: its credentials get TENANT_SUSPENDED within a second. Usage of open reservations is still taken.
     * Platform operators only. Suspending a suspended tenant changes nothing.
     * </pre>
     */
    public void suspendTenant(dev.remit.v1.SuspendTenantRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SuspendTenantResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSuspendTenantMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lets a suspended tenant act again. Platform operators only. Resuming an active tenant changes nothing.
     * </pre>
     */
    public void resumeTenant(dev.remit.v1.ResumeTenantRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ResumeTenantResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getResumeTenantMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a tenant for good: its credentials end at once, its data are removed at `purge_at`. Platform operators only.
     * PRECONDITION_FAILED unless it is suspended.
     * </pre>
     */
    public void deleteTenant(dev.remit.v1.DeleteTenantRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteTenantResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteTenantMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service TenantService.
   * <pre>
   * Tenants and their settings.
   * Here the tenant is the noun, so requests name it. A platform operator's credential may name any tenant; every other
   * credential only its own, else TENANT_MISMATCH. The other services take the tenant from the credential, or, from a
   * platform operator, from the metadata `remit-tenant`. Each call needs the permission that its name says, such as
   * `tenant:update`; without it PERMISSION_MISSING.
   * </pre>
   */
  public static final class TenantServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<TenantServiceBlockingV2Stub> {
    private TenantServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TenantServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TenantServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a tenant and, if asked, its first administrator with a key. Platform operators only. ALREADY_EXISTS when
     * the id is taken, also by a deleted tenant.
     * </pre>
     */
    public dev.remit.v1.CreateTenantResponse createTenant(dev.remit.v1.CreateTenantRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one tenant. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetTenantResponse getTenant(dev.remit.v1.GetTenantRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists tenants by id: all for a platform operator, else the caller's own.
     * </pre>
     */
    public dev.remit.v1.ListTenantsResponse listTenants(dev.remit.v1.ListTenantsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListTenantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes name, labels or settings. PRECONDITION_FAILED when the currency would change over existing money.
     * </pre>
     */
    public dev.remit.v1.UpdateTenantResponse updateTenant(dev.remit.v1.UpdateTenantRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stops a tenant: its credentials get TENANT_SUSPENDED within a second. Usage of open reservations is still taken.
     * Platform operators only. Suspending a suspended tenant changes nothing.
     * </pre>
     */
    public dev.remit.v1.SuspendTenantResponse suspendTenant(dev.remit.v1.SuspendTenantRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSuspendTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lets a suspended tenant act again. Platform operators only. Resuming an active tenant changes nothing.
     * </pre>
     */
    public dev.remit.v1.ResumeTenantResponse resumeTenant(dev.remit.v1.ResumeTenantRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getResumeTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a tenant for good: its credentials end at once, its data are removed at `purge_at`. Platform operators only.
     * PRECONDITION_FAILED unless it is suspended.
     * </pre>
     */
    public dev.remit.v1.DeleteTenantResponse deleteTenant(dev.remit.v1.DeleteTenantRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteTenantMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service TenantService.
   * <pre>
   * Tenants and their settings.
   * Here the tenant is the noun, so requests name it. A platform operator's credential may name any tenant; every other
   * credential only its own, else TENANT_MISMATCH. The other services take the tenant from the credential, or, from a
   * platform operator, from the metadata `remit-tenant`. Each call needs the permission that its name says, such as
   * `tenant:update`; without it PERMISSION_MISSING.
   * </pre>
   */
  public static final class TenantServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<TenantServiceBlockingStub> {
    private TenantServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TenantServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TenantServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a tenant and, if asked, its first administrator with a key. Platform operators only. ALREADY_EXISTS when
     * the id is taken, also by a deleted tenant.
     * </pre>
     */
    public dev.remit.v1.CreateTenantResponse createTenant(dev.remit.v1.CreateTenantRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one tenant. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetTenantResponse getTenant(dev.remit.v1.GetTenantRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists tenants by id: all for a platform operator, else the caller's own.
     * </pre>
     */
    public dev.remit.v1.ListTenantsResponse listTenants(dev.remit.v1.ListTenantsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListTenantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes name, labels or settings. PRECONDITION_FAILED when the currency would change over existing money.
     * </pre>
     */
    public dev.remit.v1.UpdateTenantResponse updateTenant(dev.remit.v1.UpdateTenantRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stops a tenant: its credentials get TENANT_SUSPENDED within a second. Usage of open reservations is still taken.
     * Platform operators only. Suspending a suspended tenant changes nothing.
     * </pre>
     */
    public dev.remit.v1.SuspendTenantResponse suspendTenant(dev.remit.v1.SuspendTenantRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSuspendTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lets a suspended tenant act again. Platform operators only. Resuming an active tenant changes nothing.
     * </pre>
     */
    public dev.remit.v1.ResumeTenantResponse resumeTenant(dev.remit.v1.ResumeTenantRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getResumeTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a tenant for good: its credentials end at once, its data are removed at `purge_at`. Platform operators only.
     * PRECONDITION_FAILED unless it is suspended.
     * </pre>
     */
    public dev.remit.v1.DeleteTenantResponse deleteTenant(dev.remit.v1.DeleteTenantRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteTenantMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service TenantService.
   * <pre>
   * Tenants and their settings.
   * Here the tenant is the noun, so requests name it. A platform operator's credential may name any tenant; every other
   * credential only its own, else TENANT_MISMATCH. The other services take the tenant from the credential, or, from a
   * platform operator, from the metadata `remit-tenant`. Each call needs the permission that its name says, such as
   * `tenant:update`; without it PERMISSION_MISSING.
   * </pre>
   */
  public static final class TenantServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<TenantServiceFutureStub> {
    private TenantServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TenantServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TenantServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a tenant and, if asked, its first administrator with a key. Platform operators only. ALREADY_EXISTS when
     * the id is taken, also by a deleted tenant.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateTenantResponse> createTenant(
        dev.remit.v1.CreateTenantRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateTenantMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one tenant. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetTenantResponse> getTenant(
        dev.remit.v1.GetTenantRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetTenantMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists tenants by id: all for a platform operator, else the caller's own.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListTenantsResponse> listTenants(
        dev.remit.v1.ListTenantsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListTenantsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes name, labels or settings. PRECONDITION_FAILED when the currency would change over existing money.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.UpdateTenantResponse> updateTenant(
        dev.remit.v1.UpdateTenantRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateTenantMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Stops a tenant: its credentials get TENANT_SUSPENDED within a second. Usage of open reservations is still taken.
     * Platform operators only. Suspending a suspended tenant changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.SuspendTenantResponse> suspendTenant(
        dev.remit.v1.SuspendTenantRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSuspendTenantMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lets a suspended tenant act again. Platform operators only. Resuming an active tenant changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ResumeTenantResponse> resumeTenant(
        dev.remit.v1.ResumeTenantRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getResumeTenantMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a tenant for good: its credentials end at once, its data are removed at `purge_at`. Platform operators only.
     * PRECONDITION_FAILED unless it is suspended.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeleteTenantResponse> deleteTenant(
        dev.remit.v1.DeleteTenantRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteTenantMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_TENANT = 0;
  private static final int METHODID_GET_TENANT = 1;
  private static final int METHODID_LIST_TENANTS = 2;
  private static final int METHODID_UPDATE_TENANT = 3;
  private static final int METHODID_SUSPEND_TENANT = 4;
  private static final int METHODID_RESUME_TENANT = 5;
  private static final int METHODID_DELETE_TENANT = 6;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final AsyncService serviceImpl;
    private final int methodId;

    MethodHandlers(AsyncService serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_CREATE_TENANT:
          serviceImpl.createTenant((dev.remit.v1.CreateTenantRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateTenantResponse>) responseObserver);
          break;
        case METHODID_GET_TENANT:
          serviceImpl.getTenant((dev.remit.v1.GetTenantRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetTenantResponse>) responseObserver);
          break;
        case METHODID_LIST_TENANTS:
          serviceImpl.listTenants((dev.remit.v1.ListTenantsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListTenantsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_TENANT:
          serviceImpl.updateTenant((dev.remit.v1.UpdateTenantRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.UpdateTenantResponse>) responseObserver);
          break;
        case METHODID_SUSPEND_TENANT:
          serviceImpl.suspendTenant((dev.remit.v1.SuspendTenantRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.SuspendTenantResponse>) responseObserver);
          break;
        case METHODID_RESUME_TENANT:
          serviceImpl.resumeTenant((dev.remit.v1.ResumeTenantRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ResumeTenantResponse>) responseObserver);
          break;
        case METHODID_DELETE_TENANT:
          serviceImpl.deleteTenant((dev.remit.v1.DeleteTenantRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeleteTenantResponse>) responseObserver);
          break;
        default:
          throw new AssertionError();
      }
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public io.grpc.stub.StreamObserver<Req> invoke(
        io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getCreateTenantMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateTenantRequest,
              dev.remit.v1.CreateTenantResponse>(
                service, METHODID_CREATE_TENANT)))
        .addMethod(
          getGetTenantMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetTenantRequest,
              dev.remit.v1.GetTenantResponse>(
                service, METHODID_GET_TENANT)))
        .addMethod(
          getListTenantsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListTenantsRequest,
              dev.remit.v1.ListTenantsResponse>(
                service, METHODID_LIST_TENANTS)))
        .addMethod(
          getUpdateTenantMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.UpdateTenantRequest,
              dev.remit.v1.UpdateTenantResponse>(
                service, METHODID_UPDATE_TENANT)))
        .addMethod(
          getSuspendTenantMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.SuspendTenantRequest,
              dev.remit.v1.SuspendTenantResponse>(
                service, METHODID_SUSPEND_TENANT)))
        .addMethod(
          getResumeTenantMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ResumeTenantRequest,
              dev.remit.v1.ResumeTenantResponse>(
                service, METHODID_RESUME_TENANT)))
        .addMethod(
          getDeleteTenantMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeleteTenantRequest,
              dev.remit.v1.DeleteTenantResponse>(
                service, METHODID_DELETE_TENANT)))
        .build();
  }

  private static abstract class TenantServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    TenantServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.remit.v1.TenantServiceOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("TenantService");
    }
  }

  private static final class TenantServiceFileDescriptorSupplier
      extends TenantServiceBaseDescriptorSupplier {
    TenantServiceFileDescriptorSupplier() {}
  }

  private static final class TenantServiceMethodDescriptorSupplier
      extends TenantServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    TenantServiceMethodDescriptorSupplier(java.lang.String methodName) {
      this.methodName = methodName;
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(methodName);
    }
  }

  private static volatile io.grpc.ServiceDescriptor serviceDescriptor;

  public static io.grpc.ServiceDescriptor getServiceDescriptor() {
    io.grpc.ServiceDescriptor result = serviceDescriptor;
    if (result == null) {
      synchronized (TenantServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new TenantServiceFileDescriptorSupplier())
              .addMethod(getCreateTenantMethod())
              .addMethod(getGetTenantMethod())
              .addMethod(getListTenantsMethod())
              .addMethod(getUpdateTenantMethod())
              .addMethod(getSuspendTenantMethod())
              .addMethod(getResumeTenantMethod())
              .addMethod(getDeleteTenantMethod())
              .build();
        }
      }
    }
    return result;
  }
}
