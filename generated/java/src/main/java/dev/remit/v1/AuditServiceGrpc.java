package dev.remit.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * What can be proven: every decision, use, vote and change, as leaves of a Merkle tree (RFC 6962) for each tenant.
 * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
 * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `entry:search`;
 * without it PERMISSION_MISSING. Nothing here can be changed; reading is itself recorded. Retention removes what is older
 * than its tenant keeps it, and says so by an entry of the action `retention:remove`. What is left of the tree is proven
 * as before; what would need a removed leaf gets OUT_OF_RANGE with CURSOR_TOO_OLD, whose metadata hold as `oldest_index`
 * the first leaf that is there, which is also the smallest size of a tree whose root is still known.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class AuditServiceGrpc {

  private AuditServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "remit.v1.AuditService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.SearchEntriesRequest,
      dev.remit.v1.SearchEntriesResponse> getSearchEntriesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SearchEntries",
      requestType = dev.remit.v1.SearchEntriesRequest.class,
      responseType = dev.remit.v1.SearchEntriesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.SearchEntriesRequest,
      dev.remit.v1.SearchEntriesResponse> getSearchEntriesMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.SearchEntriesRequest, dev.remit.v1.SearchEntriesResponse> getSearchEntriesMethod;
    if ((getSearchEntriesMethod = AuditServiceGrpc.getSearchEntriesMethod) == null) {
      synchronized (AuditServiceGrpc.class) {
        if ((getSearchEntriesMethod = AuditServiceGrpc.getSearchEntriesMethod) == null) {
          AuditServiceGrpc.getSearchEntriesMethod = getSearchEntriesMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.SearchEntriesRequest, dev.remit.v1.SearchEntriesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SearchEntries"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SearchEntriesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SearchEntriesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AuditServiceMethodDescriptorSupplier("SearchEntries"))
              .build();
        }
      }
    }
    return getSearchEntriesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetEntryRequest,
      dev.remit.v1.GetEntryResponse> getGetEntryMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetEntry",
      requestType = dev.remit.v1.GetEntryRequest.class,
      responseType = dev.remit.v1.GetEntryResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetEntryRequest,
      dev.remit.v1.GetEntryResponse> getGetEntryMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetEntryRequest, dev.remit.v1.GetEntryResponse> getGetEntryMethod;
    if ((getGetEntryMethod = AuditServiceGrpc.getGetEntryMethod) == null) {
      synchronized (AuditServiceGrpc.class) {
        if ((getGetEntryMethod = AuditServiceGrpc.getGetEntryMethod) == null) {
          AuditServiceGrpc.getGetEntryMethod = getGetEntryMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetEntryRequest, dev.remit.v1.GetEntryResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetEntry"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetEntryRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetEntryResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AuditServiceMethodDescriptorSupplier("GetEntry"))
              .build();
        }
      }
    }
    return getGetEntryMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ExportEntriesRequest,
      dev.remit.v1.ExportEntriesResponse> getExportEntriesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ExportEntries",
      requestType = dev.remit.v1.ExportEntriesRequest.class,
      responseType = dev.remit.v1.ExportEntriesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ExportEntriesRequest,
      dev.remit.v1.ExportEntriesResponse> getExportEntriesMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ExportEntriesRequest, dev.remit.v1.ExportEntriesResponse> getExportEntriesMethod;
    if ((getExportEntriesMethod = AuditServiceGrpc.getExportEntriesMethod) == null) {
      synchronized (AuditServiceGrpc.class) {
        if ((getExportEntriesMethod = AuditServiceGrpc.getExportEntriesMethod) == null) {
          AuditServiceGrpc.getExportEntriesMethod = getExportEntriesMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ExportEntriesRequest, dev.remit.v1.ExportEntriesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ExportEntries"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ExportEntriesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ExportEntriesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AuditServiceMethodDescriptorSupplier("ExportEntries"))
              .build();
        }
      }
    }
    return getExportEntriesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetCheckpointRequest,
      dev.remit.v1.GetCheckpointResponse> getGetCheckpointMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetCheckpoint",
      requestType = dev.remit.v1.GetCheckpointRequest.class,
      responseType = dev.remit.v1.GetCheckpointResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetCheckpointRequest,
      dev.remit.v1.GetCheckpointResponse> getGetCheckpointMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetCheckpointRequest, dev.remit.v1.GetCheckpointResponse> getGetCheckpointMethod;
    if ((getGetCheckpointMethod = AuditServiceGrpc.getGetCheckpointMethod) == null) {
      synchronized (AuditServiceGrpc.class) {
        if ((getGetCheckpointMethod = AuditServiceGrpc.getGetCheckpointMethod) == null) {
          AuditServiceGrpc.getGetCheckpointMethod = getGetCheckpointMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetCheckpointRequest, dev.remit.v1.GetCheckpointResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetCheckpoint"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetCheckpointRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetCheckpointResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AuditServiceMethodDescriptorSupplier("GetCheckpoint"))
              .build();
        }
      }
    }
    return getGetCheckpointMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ProveInclusionRequest,
      dev.remit.v1.ProveInclusionResponse> getProveInclusionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ProveInclusion",
      requestType = dev.remit.v1.ProveInclusionRequest.class,
      responseType = dev.remit.v1.ProveInclusionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ProveInclusionRequest,
      dev.remit.v1.ProveInclusionResponse> getProveInclusionMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ProveInclusionRequest, dev.remit.v1.ProveInclusionResponse> getProveInclusionMethod;
    if ((getProveInclusionMethod = AuditServiceGrpc.getProveInclusionMethod) == null) {
      synchronized (AuditServiceGrpc.class) {
        if ((getProveInclusionMethod = AuditServiceGrpc.getProveInclusionMethod) == null) {
          AuditServiceGrpc.getProveInclusionMethod = getProveInclusionMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ProveInclusionRequest, dev.remit.v1.ProveInclusionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ProveInclusion"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ProveInclusionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ProveInclusionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AuditServiceMethodDescriptorSupplier("ProveInclusion"))
              .build();
        }
      }
    }
    return getProveInclusionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ProveConsistencyRequest,
      dev.remit.v1.ProveConsistencyResponse> getProveConsistencyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ProveConsistency",
      requestType = dev.remit.v1.ProveConsistencyRequest.class,
      responseType = dev.remit.v1.ProveConsistencyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ProveConsistencyRequest,
      dev.remit.v1.ProveConsistencyResponse> getProveConsistencyMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ProveConsistencyRequest, dev.remit.v1.ProveConsistencyResponse> getProveConsistencyMethod;
    if ((getProveConsistencyMethod = AuditServiceGrpc.getProveConsistencyMethod) == null) {
      synchronized (AuditServiceGrpc.class) {
        if ((getProveConsistencyMethod = AuditServiceGrpc.getProveConsistencyMethod) == null) {
          AuditServiceGrpc.getProveConsistencyMethod = getProveConsistencyMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ProveConsistencyRequest, dev.remit.v1.ProveConsistencyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ProveConsistency"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ProveConsistencyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ProveConsistencyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AuditServiceMethodDescriptorSupplier("ProveConsistency"))
              .build();
        }
      }
    }
    return getProveConsistencyMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static AuditServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<AuditServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<AuditServiceStub>() {
        @java.lang.Override
        public AuditServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new AuditServiceStub(channel, callOptions);
        }
      };
    return AuditServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static AuditServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<AuditServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<AuditServiceBlockingV2Stub>() {
        @java.lang.Override
        public AuditServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new AuditServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return AuditServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static AuditServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<AuditServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<AuditServiceBlockingStub>() {
        @java.lang.Override
        public AuditServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new AuditServiceBlockingStub(channel, callOptions);
        }
      };
    return AuditServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static AuditServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<AuditServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<AuditServiceFutureStub>() {
        @java.lang.Override
        public AuditServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new AuditServiceFutureStub(channel, callOptions);
        }
      };
    return AuditServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * What can be proven: every decision, use, vote and change, as leaves of a Merkle tree (RFC 6962) for each tenant.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `entry:search`;
   * without it PERMISSION_MISSING. Nothing here can be changed; reading is itself recorded. Retention removes what is older
   * than its tenant keeps it, and says so by an entry of the action `retention:remove`. What is left of the tree is proven
   * as before; what would need a removed leaf gets OUT_OF_RANGE with CURSOR_TOO_OLD, whose metadata hold as `oldest_index`
   * the first leaf that is there, which is also the smallest size of a tree whose root is still known.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Searches entries, newest first. Entries appear here once committed, before they have an index.
     * </pre>
     */
    default void searchEntries(dev.remit.v1.SearchEntriesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SearchEntriesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSearchEntriesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one entry with its exact bytes. NOT_FOUND when there is none; CURSOR_TOO_OLD for an index whose bytes are no
     * longer kept.
     * </pre>
     */
    default void getEntry(dev.remit.v1.GetEntryRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetEntryResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetEntryMethod(), responseObserver);
    }

    /**
     * <pre>
     * Streams entries by index with exact bytes, then the checkpoint that covers them: all that is needed to verify
     * offline. OUT_OF_RANGE with CURSOR_TOO_OLD when the leaf to begin with is no longer kept.
     * </pre>
     */
    default void exportEntries(dev.remit.v1.ExportEntriesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ExportEntriesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getExportEntriesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads a signed checkpoint: size and root of the tree. NOT_FOUND when there is none yet, or none of that size;
     * CURSOR_TOO_OLD for a size whose leaves are no longer kept.
     * </pre>
     */
    default void getCheckpoint(dev.remit.v1.GetCheckpointRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetCheckpointResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetCheckpointMethod(), responseObserver);
    }

    /**
     * <pre>
     * Proves that a leaf is in the tree of a checkpoint. NOT_FOUND when the leaf is unknown; PRECONDITION_FAILED when it
     * is not in a tree of that size, or has no index yet: try again after the next checkpoint. CURSOR_TOO_OLD for an index
     * that is no longer kept.
     * </pre>
     */
    default void proveInclusion(dev.remit.v1.ProveInclusionRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ProveInclusionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getProveInclusionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Proves that one tree is the beginning of another. INVALID_FIELD when a size is beyond the newest checkpoint;
     * CURSOR_TOO_OLD when the older tree's leaves are no longer kept.
     * </pre>
     */
    default void proveConsistency(dev.remit.v1.ProveConsistencyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ProveConsistencyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getProveConsistencyMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service AuditService.
   * <pre>
   * What can be proven: every decision, use, vote and change, as leaves of a Merkle tree (RFC 6962) for each tenant.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `entry:search`;
   * without it PERMISSION_MISSING. Nothing here can be changed; reading is itself recorded. Retention removes what is older
   * than its tenant keeps it, and says so by an entry of the action `retention:remove`. What is left of the tree is proven
   * as before; what would need a removed leaf gets OUT_OF_RANGE with CURSOR_TOO_OLD, whose metadata hold as `oldest_index`
   * the first leaf that is there, which is also the smallest size of a tree whose root is still known.
   * </pre>
   */
  public static abstract class AuditServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return AuditServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service AuditService.
   * <pre>
   * What can be proven: every decision, use, vote and change, as leaves of a Merkle tree (RFC 6962) for each tenant.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `entry:search`;
   * without it PERMISSION_MISSING. Nothing here can be changed; reading is itself recorded. Retention removes what is older
   * than its tenant keeps it, and says so by an entry of the action `retention:remove`. What is left of the tree is proven
   * as before; what would need a removed leaf gets OUT_OF_RANGE with CURSOR_TOO_OLD, whose metadata hold as `oldest_index`
   * the first leaf that is there, which is also the smallest size of a tree whose root is still known.
   * </pre>
   */
  public static final class AuditServiceStub
      extends io.grpc.stub.AbstractAsyncStub<AuditServiceStub> {
    private AuditServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected AuditServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new AuditServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Searches entries, newest first. Entries appear here once committed, before they have an index.
     * </pre>
     */
    public void searchEntries(dev.remit.v1.SearchEntriesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SearchEntriesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSearchEntriesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one entry with its exact bytes. NOT_FOUND when there is none; CURSOR_TOO_OLD for an index whose bytes are no
     * longer kept.
     * </pre>
     */
    public void getEntry(dev.remit.v1.GetEntryRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetEntryResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetEntryMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Streams entries by index with exact bytes, then the checkpoint that covers them: all that is needed to verify
     * offline. OUT_OF_RANGE with CURSOR_TOO_OLD when the leaf to begin with is no longer kept.
     * </pre>
     */
    public void exportEntries(dev.remit.v1.ExportEntriesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ExportEntriesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getExportEntriesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads a signed checkpoint: size and root of the tree. NOT_FOUND when there is none yet, or none of that size;
     * CURSOR_TOO_OLD for a size whose leaves are no longer kept.
     * </pre>
     */
    public void getCheckpoint(dev.remit.v1.GetCheckpointRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetCheckpointResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetCheckpointMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Proves that a leaf is in the tree of a checkpoint. NOT_FOUND when the leaf is unknown; PRECONDITION_FAILED when it
     * is not in a tree of that size, or has no index yet: try again after the next checkpoint. CURSOR_TOO_OLD for an index
     * that is no longer kept.
     * </pre>
     */
    public void proveInclusion(dev.remit.v1.ProveInclusionRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ProveInclusionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getProveInclusionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Proves that one tree is the beginning of another. INVALID_FIELD when a size is beyond the newest checkpoint;
     * CURSOR_TOO_OLD when the older tree's leaves are no longer kept.
     * </pre>
     */
    public void proveConsistency(dev.remit.v1.ProveConsistencyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ProveConsistencyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getProveConsistencyMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service AuditService.
   * <pre>
   * What can be proven: every decision, use, vote and change, as leaves of a Merkle tree (RFC 6962) for each tenant.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `entry:search`;
   * without it PERMISSION_MISSING. Nothing here can be changed; reading is itself recorded. Retention removes what is older
   * than its tenant keeps it, and says so by an entry of the action `retention:remove`. What is left of the tree is proven
   * as before; what would need a removed leaf gets OUT_OF_RANGE with CURSOR_TOO_OLD, whose metadata hold as `oldest_index`
   * the first leaf that is there, which is also the smallest size of a tree whose root is still known.
   * </pre>
   */
  public static final class AuditServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<AuditServiceBlockingV2Stub> {
    private AuditServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected AuditServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new AuditServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Searches entries, newest first. Entries appear here once committed, before they have an index.
     * </pre>
     */
    public dev.remit.v1.SearchEntriesResponse searchEntries(dev.remit.v1.SearchEntriesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSearchEntriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one entry with its exact bytes. NOT_FOUND when there is none; CURSOR_TOO_OLD for an index whose bytes are no
     * longer kept.
     * </pre>
     */
    public dev.remit.v1.GetEntryResponse getEntry(dev.remit.v1.GetEntryRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetEntryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Streams entries by index with exact bytes, then the checkpoint that covers them: all that is needed to verify
     * offline. OUT_OF_RANGE with CURSOR_TOO_OLD when the leaf to begin with is no longer kept.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, dev.remit.v1.ExportEntriesResponse>
        exportEntries(dev.remit.v1.ExportEntriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getExportEntriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads a signed checkpoint: size and root of the tree. NOT_FOUND when there is none yet, or none of that size;
     * CURSOR_TOO_OLD for a size whose leaves are no longer kept.
     * </pre>
     */
    public dev.remit.v1.GetCheckpointResponse getCheckpoint(dev.remit.v1.GetCheckpointRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetCheckpointMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Proves that a leaf is in the tree of a checkpoint. NOT_FOUND when the leaf is unknown; PRECONDITION_FAILED when it
     * is not in a tree of that size, or has no index yet: try again after the next checkpoint. CURSOR_TOO_OLD for an index
     * that is no longer kept.
     * </pre>
     */
    public dev.remit.v1.ProveInclusionResponse proveInclusion(dev.remit.v1.ProveInclusionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getProveInclusionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Proves that one tree is the beginning of another. INVALID_FIELD when a size is beyond the newest checkpoint;
     * CURSOR_TOO_OLD when the older tree's leaves are no longer kept.
     * </pre>
     */
    public dev.remit.v1.ProveConsistencyResponse proveConsistency(dev.remit.v1.ProveConsistencyRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getProveConsistencyMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service AuditService.
   * <pre>
   * What can be proven: every decision, use, vote and change, as leaves of a Merkle tree (RFC 6962) for each tenant.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `entry:search`;
   * without it PERMISSION_MISSING. Nothing here can be changed; reading is itself recorded. Retention removes what is older
   * than its tenant keeps it, and says so by an entry of the action `retention:remove`. What is left of the tree is proven
   * as before; what would need a removed leaf gets OUT_OF_RANGE with CURSOR_TOO_OLD, whose metadata hold as `oldest_index`
   * the first leaf that is there, which is also the smallest size of a tree whose root is still known.
   * </pre>
   */
  public static final class AuditServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<AuditServiceBlockingStub> {
    private AuditServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected AuditServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new AuditServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Searches entries, newest first. Entries appear here once committed, before they have an index.
     * </pre>
     */
    public dev.remit.v1.SearchEntriesResponse searchEntries(dev.remit.v1.SearchEntriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSearchEntriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one entry with its exact bytes. NOT_FOUND when there is none; CURSOR_TOO_OLD for an index whose bytes are no
     * longer kept.
     * </pre>
     */
    public dev.remit.v1.GetEntryResponse getEntry(dev.remit.v1.GetEntryRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetEntryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Streams entries by index with exact bytes, then the checkpoint that covers them: all that is needed to verify
     * offline. OUT_OF_RANGE with CURSOR_TOO_OLD when the leaf to begin with is no longer kept.
     * </pre>
     */
    public java.util.Iterator<dev.remit.v1.ExportEntriesResponse> exportEntries(
        dev.remit.v1.ExportEntriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getExportEntriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads a signed checkpoint: size and root of the tree. NOT_FOUND when there is none yet, or none of that size;
     * CURSOR_TOO_OLD for a size whose leaves are no longer kept.
     * </pre>
     */
    public dev.remit.v1.GetCheckpointResponse getCheckpoint(dev.remit.v1.GetCheckpointRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetCheckpointMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Proves that a leaf is in the tree of a checkpoint. NOT_FOUND when the leaf is unknown; PRECONDITION_FAILED when it
     * is not in a tree of that size, or has no index yet: try again after the next checkpoint. CURSOR_TOO_OLD for an index
     * that is no longer kept.
     * </pre>
     */
    public dev.remit.v1.ProveInclusionResponse proveInclusion(dev.remit.v1.ProveInclusionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getProveInclusionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Proves that one tree is the beginning of another. INVALID_FIELD when a size is beyond the newest checkpoint;
     * CURSOR_TOO_OLD when the older tree's leaves are no longer kept.
     * </pre>
     */
    public dev.remit.v1.ProveConsistencyResponse proveConsistency(dev.remit.v1.ProveConsistencyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getProveConsistencyMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service AuditService.
   * <pre>
   * What can be proven: every decision, use, vote and change, as leaves of a Merkle tree (RFC 6962) for each tenant.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `entry:search`;
   * without it PERMISSION_MISSING. Nothing here can be changed; reading is itself recorded. Retention removes what is older
   * than its tenant keeps it, and says so by an entry of the action `retention:remove`. What is left of the tree is proven
   * as before; what would need a removed leaf gets OUT_OF_RANGE with CURSOR_TOO_OLD, whose metadata hold as `oldest_index`
   * the first leaf that is there, which is also the smallest size of a tree whose root is still known.
   * </pre>
   */
  public static final class AuditServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<AuditServiceFutureStub> {
    private AuditServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected AuditServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new AuditServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Searches entries, newest first. Entries appear here once committed, before they have an index.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.SearchEntriesResponse> searchEntries(
        dev.remit.v1.SearchEntriesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSearchEntriesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one entry with its exact bytes. NOT_FOUND when there is none; CURSOR_TOO_OLD for an index whose bytes are no
     * longer kept.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetEntryResponse> getEntry(
        dev.remit.v1.GetEntryRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetEntryMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads a signed checkpoint: size and root of the tree. NOT_FOUND when there is none yet, or none of that size;
     * CURSOR_TOO_OLD for a size whose leaves are no longer kept.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetCheckpointResponse> getCheckpoint(
        dev.remit.v1.GetCheckpointRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetCheckpointMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Proves that a leaf is in the tree of a checkpoint. NOT_FOUND when the leaf is unknown; PRECONDITION_FAILED when it
     * is not in a tree of that size, or has no index yet: try again after the next checkpoint. CURSOR_TOO_OLD for an index
     * that is no longer kept.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ProveInclusionResponse> proveInclusion(
        dev.remit.v1.ProveInclusionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getProveInclusionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Proves that one tree is the beginning of another. INVALID_FIELD when a size is beyond the newest checkpoint;
     * CURSOR_TOO_OLD when the older tree's leaves are no longer kept.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ProveConsistencyResponse> proveConsistency(
        dev.remit.v1.ProveConsistencyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getProveConsistencyMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_SEARCH_ENTRIES = 0;
  private static final int METHODID_GET_ENTRY = 1;
  private static final int METHODID_EXPORT_ENTRIES = 2;
  private static final int METHODID_GET_CHECKPOINT = 3;
  private static final int METHODID_PROVE_INCLUSION = 4;
  private static final int METHODID_PROVE_CONSISTENCY = 5;

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
        case METHODID_SEARCH_ENTRIES:
          serviceImpl.searchEntries((dev.remit.v1.SearchEntriesRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.SearchEntriesResponse>) responseObserver);
          break;
        case METHODID_GET_ENTRY:
          serviceImpl.getEntry((dev.remit.v1.GetEntryRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetEntryResponse>) responseObserver);
          break;
        case METHODID_EXPORT_ENTRIES:
          serviceImpl.exportEntries((dev.remit.v1.ExportEntriesRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ExportEntriesResponse>) responseObserver);
          break;
        case METHODID_GET_CHECKPOINT:
          serviceImpl.getCheckpoint((dev.remit.v1.GetCheckpointRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetCheckpointResponse>) responseObserver);
          break;
        case METHODID_PROVE_INCLUSION:
          serviceImpl.proveInclusion((dev.remit.v1.ProveInclusionRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ProveInclusionResponse>) responseObserver);
          break;
        case METHODID_PROVE_CONSISTENCY:
          serviceImpl.proveConsistency((dev.remit.v1.ProveConsistencyRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ProveConsistencyResponse>) responseObserver);
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
          getSearchEntriesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.SearchEntriesRequest,
              dev.remit.v1.SearchEntriesResponse>(
                service, METHODID_SEARCH_ENTRIES)))
        .addMethod(
          getGetEntryMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetEntryRequest,
              dev.remit.v1.GetEntryResponse>(
                service, METHODID_GET_ENTRY)))
        .addMethod(
          getExportEntriesMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              dev.remit.v1.ExportEntriesRequest,
              dev.remit.v1.ExportEntriesResponse>(
                service, METHODID_EXPORT_ENTRIES)))
        .addMethod(
          getGetCheckpointMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetCheckpointRequest,
              dev.remit.v1.GetCheckpointResponse>(
                service, METHODID_GET_CHECKPOINT)))
        .addMethod(
          getProveInclusionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ProveInclusionRequest,
              dev.remit.v1.ProveInclusionResponse>(
                service, METHODID_PROVE_INCLUSION)))
        .addMethod(
          getProveConsistencyMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ProveConsistencyRequest,
              dev.remit.v1.ProveConsistencyResponse>(
                service, METHODID_PROVE_CONSISTENCY)))
        .build();
  }

  private static abstract class AuditServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    AuditServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.remit.v1.AuditServiceOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("AuditService");
    }
  }

  private static final class AuditServiceFileDescriptorSupplier
      extends AuditServiceBaseDescriptorSupplier {
    AuditServiceFileDescriptorSupplier() {}
  }

  private static final class AuditServiceMethodDescriptorSupplier
      extends AuditServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    AuditServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (AuditServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new AuditServiceFileDescriptorSupplier())
              .addMethod(getSearchEntriesMethod())
              .addMethod(getGetEntryMethod())
              .addMethod(getExportEntriesMethod())
              .addMethod(getGetCheckpointMethod())
              .addMethod(getProveInclusionMethod())
              .addMethod(getProveConsistencyMethod())
              .build();
        }
      }
    }
    return result;
  }
}
