package dev.remit.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * What humans decide about single actions.
 * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
 * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
 * `approval:decide`, else PERMISSION_MISSING; who asked for an approval, or may vote on it, can read it without.
 * Asking for one is a call of PolicyDecisionService.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class ApprovalServiceGrpc {

  private ApprovalServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "remit.v1.ApprovalService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetApprovalRequest,
      dev.remit.v1.GetApprovalResponse> getGetApprovalMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetApproval",
      requestType = dev.remit.v1.GetApprovalRequest.class,
      responseType = dev.remit.v1.GetApprovalResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetApprovalRequest,
      dev.remit.v1.GetApprovalResponse> getGetApprovalMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetApprovalRequest, dev.remit.v1.GetApprovalResponse> getGetApprovalMethod;
    if ((getGetApprovalMethod = ApprovalServiceGrpc.getGetApprovalMethod) == null) {
      synchronized (ApprovalServiceGrpc.class) {
        if ((getGetApprovalMethod = ApprovalServiceGrpc.getGetApprovalMethod) == null) {
          ApprovalServiceGrpc.getGetApprovalMethod = getGetApprovalMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetApprovalRequest, dev.remit.v1.GetApprovalResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetApproval"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetApprovalRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetApprovalResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ApprovalServiceMethodDescriptorSupplier("GetApproval"))
              .build();
        }
      }
    }
    return getGetApprovalMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListApprovalsRequest,
      dev.remit.v1.ListApprovalsResponse> getListApprovalsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListApprovals",
      requestType = dev.remit.v1.ListApprovalsRequest.class,
      responseType = dev.remit.v1.ListApprovalsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListApprovalsRequest,
      dev.remit.v1.ListApprovalsResponse> getListApprovalsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListApprovalsRequest, dev.remit.v1.ListApprovalsResponse> getListApprovalsMethod;
    if ((getListApprovalsMethod = ApprovalServiceGrpc.getListApprovalsMethod) == null) {
      synchronized (ApprovalServiceGrpc.class) {
        if ((getListApprovalsMethod = ApprovalServiceGrpc.getListApprovalsMethod) == null) {
          ApprovalServiceGrpc.getListApprovalsMethod = getListApprovalsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListApprovalsRequest, dev.remit.v1.ListApprovalsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListApprovals"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListApprovalsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListApprovalsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ApprovalServiceMethodDescriptorSupplier("ListApprovals"))
              .build();
        }
      }
    }
    return getListApprovalsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DecideApprovalRequest,
      dev.remit.v1.DecideApprovalResponse> getDecideApprovalMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DecideApproval",
      requestType = dev.remit.v1.DecideApprovalRequest.class,
      responseType = dev.remit.v1.DecideApprovalResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DecideApprovalRequest,
      dev.remit.v1.DecideApprovalResponse> getDecideApprovalMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DecideApprovalRequest, dev.remit.v1.DecideApprovalResponse> getDecideApprovalMethod;
    if ((getDecideApprovalMethod = ApprovalServiceGrpc.getDecideApprovalMethod) == null) {
      synchronized (ApprovalServiceGrpc.class) {
        if ((getDecideApprovalMethod = ApprovalServiceGrpc.getDecideApprovalMethod) == null) {
          ApprovalServiceGrpc.getDecideApprovalMethod = getDecideApprovalMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DecideApprovalRequest, dev.remit.v1.DecideApprovalResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DecideApproval"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DecideApprovalRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DecideApprovalResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ApprovalServiceMethodDescriptorSupplier("DecideApproval"))
              .build();
        }
      }
    }
    return getDecideApprovalMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CancelApprovalRequest,
      dev.remit.v1.CancelApprovalResponse> getCancelApprovalMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CancelApproval",
      requestType = dev.remit.v1.CancelApprovalRequest.class,
      responseType = dev.remit.v1.CancelApprovalResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CancelApprovalRequest,
      dev.remit.v1.CancelApprovalResponse> getCancelApprovalMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CancelApprovalRequest, dev.remit.v1.CancelApprovalResponse> getCancelApprovalMethod;
    if ((getCancelApprovalMethod = ApprovalServiceGrpc.getCancelApprovalMethod) == null) {
      synchronized (ApprovalServiceGrpc.class) {
        if ((getCancelApprovalMethod = ApprovalServiceGrpc.getCancelApprovalMethod) == null) {
          ApprovalServiceGrpc.getCancelApprovalMethod = getCancelApprovalMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CancelApprovalRequest, dev.remit.v1.CancelApprovalResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CancelApproval"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CancelApprovalRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CancelApprovalResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ApprovalServiceMethodDescriptorSupplier("CancelApproval"))
              .build();
        }
      }
    }
    return getCancelApprovalMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.WatchApprovalsRequest,
      dev.remit.v1.WatchApprovalsResponse> getWatchApprovalsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WatchApprovals",
      requestType = dev.remit.v1.WatchApprovalsRequest.class,
      responseType = dev.remit.v1.WatchApprovalsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<dev.remit.v1.WatchApprovalsRequest,
      dev.remit.v1.WatchApprovalsResponse> getWatchApprovalsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.WatchApprovalsRequest, dev.remit.v1.WatchApprovalsResponse> getWatchApprovalsMethod;
    if ((getWatchApprovalsMethod = ApprovalServiceGrpc.getWatchApprovalsMethod) == null) {
      synchronized (ApprovalServiceGrpc.class) {
        if ((getWatchApprovalsMethod = ApprovalServiceGrpc.getWatchApprovalsMethod) == null) {
          ApprovalServiceGrpc.getWatchApprovalsMethod = getWatchApprovalsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.WatchApprovalsRequest, dev.remit.v1.WatchApprovalsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WatchApprovals"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.WatchApprovalsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.WatchApprovalsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ApprovalServiceMethodDescriptorSupplier("WatchApprovals"))
              .build();
        }
      }
    }
    return getWatchApprovalsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static ApprovalServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ApprovalServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ApprovalServiceStub>() {
        @java.lang.Override
        public ApprovalServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ApprovalServiceStub(channel, callOptions);
        }
      };
    return ApprovalServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static ApprovalServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ApprovalServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ApprovalServiceBlockingV2Stub>() {
        @java.lang.Override
        public ApprovalServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ApprovalServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return ApprovalServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static ApprovalServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ApprovalServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ApprovalServiceBlockingStub>() {
        @java.lang.Override
        public ApprovalServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ApprovalServiceBlockingStub(channel, callOptions);
        }
      };
    return ApprovalServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static ApprovalServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ApprovalServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ApprovalServiceFutureStub>() {
        @java.lang.Override
        public ApprovalServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ApprovalServiceFutureStub(channel, callOptions);
        }
      };
    return ApprovalServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * What humans decide about single actions.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `approval:decide`, else PERMISSION_MISSING; who asked for an approval, or may vote on it, can read it without.
   * Asking for one is a call of PolicyDecisionService.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Reads one approval, decided and expired ones too. NOT_FOUND when there is none.
     * </pre>
     */
    default void getApproval(dev.remit.v1.GetApprovalRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetApprovalResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetApprovalMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists approvals, newest first.
     * </pre>
     */
    default void listApprovals(dev.remit.v1.ListApprovalsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListApprovalsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListApprovalsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Votes on an approval. The same vote again changes nothing. APPROVAL_NOT_PENDING when it is decided or over,
     * SELF_APPROVAL for the subject, whoever it acts for by delegation, and whoever asked; APPROVER_NOT_ALLOWED for
     * others who may not vote.
     * </pre>
     */
    default void decideApproval(dev.remit.v1.DecideApprovalRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DecideApprovalResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDecideApprovalMethod(), responseObserver);
    }

    /**
     * <pre>
     * Withdraws an approval that is pending, or approved and not used up. Only by whoever asked, or with the permission.
     * A cancelled one: changes nothing. APPROVAL_NOT_PENDING when it is rejected, expired or used up.
     * </pre>
     */
    default void cancelApproval(dev.remit.v1.CancelApprovalRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CancelApprovalResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCancelApprovalMethod(), responseObserver);
    }

    /**
     * <pre>
     * Follows approvals: first those that match now, then every change, resumable by cursor without gap or duplicate.
     * CURSOR_TOO_OLD when the changes behind the cursor are gone, WATCHERS_EXHAUSTED when too many watch.
     * </pre>
     */
    default void watchApprovals(dev.remit.v1.WatchApprovalsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.WatchApprovalsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchApprovalsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service ApprovalService.
   * <pre>
   * What humans decide about single actions.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `approval:decide`, else PERMISSION_MISSING; who asked for an approval, or may vote on it, can read it without.
   * Asking for one is a call of PolicyDecisionService.
   * </pre>
   */
  public static abstract class ApprovalServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return ApprovalServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service ApprovalService.
   * <pre>
   * What humans decide about single actions.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `approval:decide`, else PERMISSION_MISSING; who asked for an approval, or may vote on it, can read it without.
   * Asking for one is a call of PolicyDecisionService.
   * </pre>
   */
  public static final class ApprovalServiceStub
      extends io.grpc.stub.AbstractAsyncStub<ApprovalServiceStub> {
    private ApprovalServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ApprovalServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ApprovalServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Reads one approval, decided and expired ones too. NOT_FOUND when there is none.
     * </pre>
     */
    public void getApproval(dev.remit.v1.GetApprovalRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetApprovalResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetApprovalMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists approvals, newest first.
     * </pre>
     */
    public void listApprovals(dev.remit.v1.ListApprovalsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListApprovalsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListApprovalsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Votes on an approval. The same vote again changes nothing. APPROVAL_NOT_PENDING when it is decided or over,
     * SELF_APPROVAL for the subject, whoever it acts for by delegation, and whoever asked; APPROVER_NOT_ALLOWED for
     * others who may not vote.
     * </pre>
     */
    public void decideApproval(dev.remit.v1.DecideApprovalRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DecideApprovalResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDecideApprovalMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Withdraws an approval that is pending, or approved and not used up. Only by whoever asked, or with the permission.
     * A cancelled one: changes nothing. APPROVAL_NOT_PENDING when it is rejected, expired or used up.
     * </pre>
     */
    public void cancelApproval(dev.remit.v1.CancelApprovalRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CancelApprovalResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCancelApprovalMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Follows approvals: first those that match now, then every change, resumable by cursor without gap or duplicate.
     * CURSOR_TOO_OLD when the changes behind the cursor are gone, WATCHERS_EXHAUSTED when too many watch.
     * </pre>
     */
    public void watchApprovals(dev.remit.v1.WatchApprovalsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.WatchApprovalsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchApprovalsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service ApprovalService.
   * <pre>
   * What humans decide about single actions.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `approval:decide`, else PERMISSION_MISSING; who asked for an approval, or may vote on it, can read it without.
   * Asking for one is a call of PolicyDecisionService.
   * </pre>
   */
  public static final class ApprovalServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<ApprovalServiceBlockingV2Stub> {
    private ApprovalServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ApprovalServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ApprovalServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Reads one approval, decided and expired ones too. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetApprovalResponse getApproval(dev.remit.v1.GetApprovalRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetApprovalMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists approvals, newest first.
     * </pre>
     */
    public dev.remit.v1.ListApprovalsResponse listApprovals(dev.remit.v1.ListApprovalsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListApprovalsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Votes on an approval. The same vote again changes nothing. APPROVAL_NOT_PENDING when it is decided or over,
     * SELF_APPROVAL for the subject, whoever it acts for by delegation, and whoever asked; APPROVER_NOT_ALLOWED for
     * others who may not vote.
     * </pre>
     */
    public dev.remit.v1.DecideApprovalResponse decideApproval(dev.remit.v1.DecideApprovalRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDecideApprovalMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Withdraws an approval that is pending, or approved and not used up. Only by whoever asked, or with the permission.
     * A cancelled one: changes nothing. APPROVAL_NOT_PENDING when it is rejected, expired or used up.
     * </pre>
     */
    public dev.remit.v1.CancelApprovalResponse cancelApproval(dev.remit.v1.CancelApprovalRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCancelApprovalMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Follows approvals: first those that match now, then every change, resumable by cursor without gap or duplicate.
     * CURSOR_TOO_OLD when the changes behind the cursor are gone, WATCHERS_EXHAUSTED when too many watch.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, dev.remit.v1.WatchApprovalsResponse>
        watchApprovals(dev.remit.v1.WatchApprovalsRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getWatchApprovalsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service ApprovalService.
   * <pre>
   * What humans decide about single actions.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `approval:decide`, else PERMISSION_MISSING; who asked for an approval, or may vote on it, can read it without.
   * Asking for one is a call of PolicyDecisionService.
   * </pre>
   */
  public static final class ApprovalServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<ApprovalServiceBlockingStub> {
    private ApprovalServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ApprovalServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ApprovalServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Reads one approval, decided and expired ones too. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetApprovalResponse getApproval(dev.remit.v1.GetApprovalRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetApprovalMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists approvals, newest first.
     * </pre>
     */
    public dev.remit.v1.ListApprovalsResponse listApprovals(dev.remit.v1.ListApprovalsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListApprovalsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Votes on an approval. The same vote again changes nothing. APPROVAL_NOT_PENDING when it is decided or over,
     * SELF_APPROVAL for the subject, whoever it acts for by delegation, and whoever asked; APPROVER_NOT_ALLOWED for
     * others who may not vote.
     * </pre>
     */
    public dev.remit.v1.DecideApprovalResponse decideApproval(dev.remit.v1.DecideApprovalRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDecideApprovalMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Withdraws an approval that is pending, or approved and not used up. Only by whoever asked, or with the permission.
     * A cancelled one: changes nothing. APPROVAL_NOT_PENDING when it is rejected, expired or used up.
     * </pre>
     */
    public dev.remit.v1.CancelApprovalResponse cancelApproval(dev.remit.v1.CancelApprovalRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCancelApprovalMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Follows approvals: first those that match now, then every change, resumable by cursor without gap or duplicate.
     * CURSOR_TOO_OLD when the changes behind the cursor are gone, WATCHERS_EXHAUSTED when too many watch.
     * </pre>
     */
    public java.util.Iterator<dev.remit.v1.WatchApprovalsResponse> watchApprovals(
        dev.remit.v1.WatchApprovalsRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchApprovalsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service ApprovalService.
   * <pre>
   * What humans decide about single actions.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `approval:decide`, else PERMISSION_MISSING; who asked for an approval, or may vote on it, can read it without.
   * Asking for one is a call of PolicyDecisionService.
   * </pre>
   */
  public static final class ApprovalServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<ApprovalServiceFutureStub> {
    private ApprovalServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ApprovalServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ApprovalServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Reads one approval, decided and expired ones too. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetApprovalResponse> getApproval(
        dev.remit.v1.GetApprovalRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetApprovalMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists approvals, newest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListApprovalsResponse> listApprovals(
        dev.remit.v1.ListApprovalsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListApprovalsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Votes on an approval. The same vote again changes nothing. APPROVAL_NOT_PENDING when it is decided or over,
     * SELF_APPROVAL for the subject, whoever it acts for by delegation, and whoever asked; APPROVER_NOT_ALLOWED for
     * others who may not vote.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DecideApprovalResponse> decideApproval(
        dev.remit.v1.DecideApprovalRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDecideApprovalMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Withdraws an approval that is pending, or approved and not used up. Only by whoever asked, or with the permission.
     * A cancelled one: changes nothing. APPROVAL_NOT_PENDING when it is rejected, expired or used up.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CancelApprovalResponse> cancelApproval(
        dev.remit.v1.CancelApprovalRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCancelApprovalMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_GET_APPROVAL = 0;
  private static final int METHODID_LIST_APPROVALS = 1;
  private static final int METHODID_DECIDE_APPROVAL = 2;
  private static final int METHODID_CANCEL_APPROVAL = 3;
  private static final int METHODID_WATCH_APPROVALS = 4;

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
        case METHODID_GET_APPROVAL:
          serviceImpl.getApproval((dev.remit.v1.GetApprovalRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetApprovalResponse>) responseObserver);
          break;
        case METHODID_LIST_APPROVALS:
          serviceImpl.listApprovals((dev.remit.v1.ListApprovalsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListApprovalsResponse>) responseObserver);
          break;
        case METHODID_DECIDE_APPROVAL:
          serviceImpl.decideApproval((dev.remit.v1.DecideApprovalRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DecideApprovalResponse>) responseObserver);
          break;
        case METHODID_CANCEL_APPROVAL:
          serviceImpl.cancelApproval((dev.remit.v1.CancelApprovalRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CancelApprovalResponse>) responseObserver);
          break;
        case METHODID_WATCH_APPROVALS:
          serviceImpl.watchApprovals((dev.remit.v1.WatchApprovalsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.WatchApprovalsResponse>) responseObserver);
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
          getGetApprovalMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetApprovalRequest,
              dev.remit.v1.GetApprovalResponse>(
                service, METHODID_GET_APPROVAL)))
        .addMethod(
          getListApprovalsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListApprovalsRequest,
              dev.remit.v1.ListApprovalsResponse>(
                service, METHODID_LIST_APPROVALS)))
        .addMethod(
          getDecideApprovalMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DecideApprovalRequest,
              dev.remit.v1.DecideApprovalResponse>(
                service, METHODID_DECIDE_APPROVAL)))
        .addMethod(
          getCancelApprovalMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CancelApprovalRequest,
              dev.remit.v1.CancelApprovalResponse>(
                service, METHODID_CANCEL_APPROVAL)))
        .addMethod(
          getWatchApprovalsMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              dev.remit.v1.WatchApprovalsRequest,
              dev.remit.v1.WatchApprovalsResponse>(
                service, METHODID_WATCH_APPROVALS)))
        .build();
  }

  private static abstract class ApprovalServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    ApprovalServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.remit.v1.ApprovalServiceOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("ApprovalService");
    }
  }

  private static final class ApprovalServiceFileDescriptorSupplier
      extends ApprovalServiceBaseDescriptorSupplier {
    ApprovalServiceFileDescriptorSupplier() {}
  }

  private static final class ApprovalServiceMethodDescriptorSupplier
      extends ApprovalServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    ApprovalServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (ApprovalServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new ApprovalServiceFileDescriptorSupplier())
              .addMethod(getGetApprovalMethod())
              .addMethod(getListApprovalsMethod())
              .addMethod(getDecideApprovalMethod())
              .addMethod(getCancelApprovalMethod())
              .addMethod(getWatchApprovalsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
