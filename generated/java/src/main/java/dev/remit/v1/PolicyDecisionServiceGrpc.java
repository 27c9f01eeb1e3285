package dev.remit.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * What agent runtimes call: before they act, and after they acted.
 * The tenant comes from the credential. A denial is an answer in an OK response; an error is a failure to answer, and
 * means that the act must not begin. Every call but `GetServerInfo` needs a credential.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class PolicyDecisionServiceGrpc {

  private PolicyDecisionServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "remit.v1.PolicyDecisionService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.AuthorizeRequest,
      dev.remit.v1.AuthorizeResponse> getAuthorizeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Authorize",
      requestType = dev.remit.v1.AuthorizeRequest.class,
      responseType = dev.remit.v1.AuthorizeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.AuthorizeRequest,
      dev.remit.v1.AuthorizeResponse> getAuthorizeMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.AuthorizeRequest, dev.remit.v1.AuthorizeResponse> getAuthorizeMethod;
    if ((getAuthorizeMethod = PolicyDecisionServiceGrpc.getAuthorizeMethod) == null) {
      synchronized (PolicyDecisionServiceGrpc.class) {
        if ((getAuthorizeMethod = PolicyDecisionServiceGrpc.getAuthorizeMethod) == null) {
          PolicyDecisionServiceGrpc.getAuthorizeMethod = getAuthorizeMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.AuthorizeRequest, dev.remit.v1.AuthorizeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Authorize"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.AuthorizeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.AuthorizeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyDecisionServiceMethodDescriptorSupplier("Authorize"))
              .build();
        }
      }
    }
    return getAuthorizeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.BatchAuthorizeRequest,
      dev.remit.v1.BatchAuthorizeResponse> getBatchAuthorizeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "BatchAuthorize",
      requestType = dev.remit.v1.BatchAuthorizeRequest.class,
      responseType = dev.remit.v1.BatchAuthorizeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.BatchAuthorizeRequest,
      dev.remit.v1.BatchAuthorizeResponse> getBatchAuthorizeMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.BatchAuthorizeRequest, dev.remit.v1.BatchAuthorizeResponse> getBatchAuthorizeMethod;
    if ((getBatchAuthorizeMethod = PolicyDecisionServiceGrpc.getBatchAuthorizeMethod) == null) {
      synchronized (PolicyDecisionServiceGrpc.class) {
        if ((getBatchAuthorizeMethod = PolicyDecisionServiceGrpc.getBatchAuthorizeMethod) == null) {
          PolicyDecisionServiceGrpc.getBatchAuthorizeMethod = getBatchAuthorizeMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.BatchAuthorizeRequest, dev.remit.v1.BatchAuthorizeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "BatchAuthorize"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.BatchAuthorizeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.BatchAuthorizeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyDecisionServiceMethodDescriptorSupplier("BatchAuthorize"))
              .build();
        }
      }
    }
    return getBatchAuthorizeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CheckBudgetRequest,
      dev.remit.v1.CheckBudgetResponse> getCheckBudgetMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CheckBudget",
      requestType = dev.remit.v1.CheckBudgetRequest.class,
      responseType = dev.remit.v1.CheckBudgetResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CheckBudgetRequest,
      dev.remit.v1.CheckBudgetResponse> getCheckBudgetMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CheckBudgetRequest, dev.remit.v1.CheckBudgetResponse> getCheckBudgetMethod;
    if ((getCheckBudgetMethod = PolicyDecisionServiceGrpc.getCheckBudgetMethod) == null) {
      synchronized (PolicyDecisionServiceGrpc.class) {
        if ((getCheckBudgetMethod = PolicyDecisionServiceGrpc.getCheckBudgetMethod) == null) {
          PolicyDecisionServiceGrpc.getCheckBudgetMethod = getCheckBudgetMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CheckBudgetRequest, dev.remit.v1.CheckBudgetResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CheckBudget"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CheckBudgetRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CheckBudgetResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyDecisionServiceMethodDescriptorSupplier("CheckBudget"))
              .build();
        }
      }
    }
    return getCheckBudgetMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RecordUsageRequest,
      dev.remit.v1.RecordUsageResponse> getRecordUsageMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RecordUsage",
      requestType = dev.remit.v1.RecordUsageRequest.class,
      responseType = dev.remit.v1.RecordUsageResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RecordUsageRequest,
      dev.remit.v1.RecordUsageResponse> getRecordUsageMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RecordUsageRequest, dev.remit.v1.RecordUsageResponse> getRecordUsageMethod;
    if ((getRecordUsageMethod = PolicyDecisionServiceGrpc.getRecordUsageMethod) == null) {
      synchronized (PolicyDecisionServiceGrpc.class) {
        if ((getRecordUsageMethod = PolicyDecisionServiceGrpc.getRecordUsageMethod) == null) {
          PolicyDecisionServiceGrpc.getRecordUsageMethod = getRecordUsageMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RecordUsageRequest, dev.remit.v1.RecordUsageResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RecordUsage"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RecordUsageRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RecordUsageResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyDecisionServiceMethodDescriptorSupplier("RecordUsage"))
              .build();
        }
      }
    }
    return getRecordUsageMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.VerifyManifestRequest,
      dev.remit.v1.VerifyManifestResponse> getVerifyManifestMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "VerifyManifest",
      requestType = dev.remit.v1.VerifyManifestRequest.class,
      responseType = dev.remit.v1.VerifyManifestResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.VerifyManifestRequest,
      dev.remit.v1.VerifyManifestResponse> getVerifyManifestMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.VerifyManifestRequest, dev.remit.v1.VerifyManifestResponse> getVerifyManifestMethod;
    if ((getVerifyManifestMethod = PolicyDecisionServiceGrpc.getVerifyManifestMethod) == null) {
      synchronized (PolicyDecisionServiceGrpc.class) {
        if ((getVerifyManifestMethod = PolicyDecisionServiceGrpc.getVerifyManifestMethod) == null) {
          PolicyDecisionServiceGrpc.getVerifyManifestMethod = getVerifyManifestMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.VerifyManifestRequest, dev.remit.v1.VerifyManifestResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "VerifyManifest"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.VerifyManifestRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.VerifyManifestResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyDecisionServiceMethodDescriptorSupplier("VerifyManifest"))
              .build();
        }
      }
    }
    return getVerifyManifestMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RequestApprovalRequest,
      dev.remit.v1.RequestApprovalResponse> getRequestApprovalMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RequestApproval",
      requestType = dev.remit.v1.RequestApprovalRequest.class,
      responseType = dev.remit.v1.RequestApprovalResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RequestApprovalRequest,
      dev.remit.v1.RequestApprovalResponse> getRequestApprovalMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RequestApprovalRequest, dev.remit.v1.RequestApprovalResponse> getRequestApprovalMethod;
    if ((getRequestApprovalMethod = PolicyDecisionServiceGrpc.getRequestApprovalMethod) == null) {
      synchronized (PolicyDecisionServiceGrpc.class) {
        if ((getRequestApprovalMethod = PolicyDecisionServiceGrpc.getRequestApprovalMethod) == null) {
          PolicyDecisionServiceGrpc.getRequestApprovalMethod = getRequestApprovalMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RequestApprovalRequest, dev.remit.v1.RequestApprovalResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RequestApproval"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RequestApprovalRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RequestApprovalResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyDecisionServiceMethodDescriptorSupplier("RequestApproval"))
              .build();
        }
      }
    }
    return getRequestApprovalMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.StreamTimelineRequest,
      dev.remit.v1.StreamTimelineResponse> getStreamTimelineMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "StreamTimeline",
      requestType = dev.remit.v1.StreamTimelineRequest.class,
      responseType = dev.remit.v1.StreamTimelineResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<dev.remit.v1.StreamTimelineRequest,
      dev.remit.v1.StreamTimelineResponse> getStreamTimelineMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.StreamTimelineRequest, dev.remit.v1.StreamTimelineResponse> getStreamTimelineMethod;
    if ((getStreamTimelineMethod = PolicyDecisionServiceGrpc.getStreamTimelineMethod) == null) {
      synchronized (PolicyDecisionServiceGrpc.class) {
        if ((getStreamTimelineMethod = PolicyDecisionServiceGrpc.getStreamTimelineMethod) == null) {
          PolicyDecisionServiceGrpc.getStreamTimelineMethod = getStreamTimelineMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.StreamTimelineRequest, dev.remit.v1.StreamTimelineResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "StreamTimeline"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.StreamTimelineRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.StreamTimelineResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyDecisionServiceMethodDescriptorSupplier("StreamTimeline"))
              .build();
        }
      }
    }
    return getStreamTimelineMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ExtendReservationRequest,
      dev.remit.v1.ExtendReservationResponse> getExtendReservationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ExtendReservation",
      requestType = dev.remit.v1.ExtendReservationRequest.class,
      responseType = dev.remit.v1.ExtendReservationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ExtendReservationRequest,
      dev.remit.v1.ExtendReservationResponse> getExtendReservationMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ExtendReservationRequest, dev.remit.v1.ExtendReservationResponse> getExtendReservationMethod;
    if ((getExtendReservationMethod = PolicyDecisionServiceGrpc.getExtendReservationMethod) == null) {
      synchronized (PolicyDecisionServiceGrpc.class) {
        if ((getExtendReservationMethod = PolicyDecisionServiceGrpc.getExtendReservationMethod) == null) {
          PolicyDecisionServiceGrpc.getExtendReservationMethod = getExtendReservationMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ExtendReservationRequest, dev.remit.v1.ExtendReservationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ExtendReservation"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ExtendReservationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ExtendReservationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyDecisionServiceMethodDescriptorSupplier("ExtendReservation"))
              .build();
        }
      }
    }
    return getExtendReservationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ReleaseReservationRequest,
      dev.remit.v1.ReleaseReservationResponse> getReleaseReservationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ReleaseReservation",
      requestType = dev.remit.v1.ReleaseReservationRequest.class,
      responseType = dev.remit.v1.ReleaseReservationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ReleaseReservationRequest,
      dev.remit.v1.ReleaseReservationResponse> getReleaseReservationMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ReleaseReservationRequest, dev.remit.v1.ReleaseReservationResponse> getReleaseReservationMethod;
    if ((getReleaseReservationMethod = PolicyDecisionServiceGrpc.getReleaseReservationMethod) == null) {
      synchronized (PolicyDecisionServiceGrpc.class) {
        if ((getReleaseReservationMethod = PolicyDecisionServiceGrpc.getReleaseReservationMethod) == null) {
          PolicyDecisionServiceGrpc.getReleaseReservationMethod = getReleaseReservationMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ReleaseReservationRequest, dev.remit.v1.ReleaseReservationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ReleaseReservation"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ReleaseReservationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ReleaseReservationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyDecisionServiceMethodDescriptorSupplier("ReleaseReservation"))
              .build();
        }
      }
    }
    return getReleaseReservationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListReservationsRequest,
      dev.remit.v1.ListReservationsResponse> getListReservationsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListReservations",
      requestType = dev.remit.v1.ListReservationsRequest.class,
      responseType = dev.remit.v1.ListReservationsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListReservationsRequest,
      dev.remit.v1.ListReservationsResponse> getListReservationsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListReservationsRequest, dev.remit.v1.ListReservationsResponse> getListReservationsMethod;
    if ((getListReservationsMethod = PolicyDecisionServiceGrpc.getListReservationsMethod) == null) {
      synchronized (PolicyDecisionServiceGrpc.class) {
        if ((getListReservationsMethod = PolicyDecisionServiceGrpc.getListReservationsMethod) == null) {
          PolicyDecisionServiceGrpc.getListReservationsMethod = getListReservationsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListReservationsRequest, dev.remit.v1.ListReservationsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListReservations"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListReservationsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListReservationsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyDecisionServiceMethodDescriptorSupplier("ListReservations"))
              .build();
        }
      }
    }
    return getListReservationsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetServerInfoRequest,
      dev.remit.v1.GetServerInfoResponse> getGetServerInfoMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetServerInfo",
      requestType = dev.remit.v1.GetServerInfoRequest.class,
      responseType = dev.remit.v1.GetServerInfoResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetServerInfoRequest,
      dev.remit.v1.GetServerInfoResponse> getGetServerInfoMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetServerInfoRequest, dev.remit.v1.GetServerInfoResponse> getGetServerInfoMethod;
    if ((getGetServerInfoMethod = PolicyDecisionServiceGrpc.getGetServerInfoMethod) == null) {
      synchronized (PolicyDecisionServiceGrpc.class) {
        if ((getGetServerInfoMethod = PolicyDecisionServiceGrpc.getGetServerInfoMethod) == null) {
          PolicyDecisionServiceGrpc.getGetServerInfoMethod = getGetServerInfoMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetServerInfoRequest, dev.remit.v1.GetServerInfoResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetServerInfo"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetServerInfoRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetServerInfoResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyDecisionServiceMethodDescriptorSupplier("GetServerInfo"))
              .build();
        }
      }
    }
    return getGetServerInfoMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static PolicyDecisionServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PolicyDecisionServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PolicyDecisionServiceStub>() {
        @java.lang.Override
        public PolicyDecisionServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PolicyDecisionServiceStub(channel, callOptions);
        }
      };
    return PolicyDecisionServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static PolicyDecisionServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PolicyDecisionServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PolicyDecisionServiceBlockingV2Stub>() {
        @java.lang.Override
        public PolicyDecisionServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PolicyDecisionServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return PolicyDecisionServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static PolicyDecisionServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PolicyDecisionServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PolicyDecisionServiceBlockingStub>() {
        @java.lang.Override
        public PolicyDecisionServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PolicyDecisionServiceBlockingStub(channel, callOptions);
        }
      };
    return PolicyDecisionServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static PolicyDecisionServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PolicyDecisionServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PolicyDecisionServiceFutureStub>() {
        @java.lang.Override
        public PolicyDecisionServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PolicyDecisionServiceFutureStub(channel, callOptions);
        }
      };
    return PolicyDecisionServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * What agent runtimes call: before they act, and after they acted.
   * The tenant comes from the credential. A denial is an answer in an OK response; an error is a failure to answer, and
   * means that the act must not begin. Every call but `GetServerInfo` needs a credential.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Decides one action and, if allowed, holds its budget and takes its rate tokens: all or nothing.
     * Idempotent per `request_id`: a repeat gets the first answer, a denial too, and holds nothing more. A denial spends
     * nothing. The answer's record is committed before the answer leaves.
     * </pre>
     */
    default void authorize(dev.remit.v1.AuthorizeRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.AuthorizeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAuthorizeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Decides many actions at once, each with its own answer or error.
     * Items are decided in order and see each other's holds. One failing item never fails the batch.
     * </pre>
     */
    default void batchAuthorize(dev.remit.v1.BatchAuthorizeRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.BatchAuthorizeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getBatchAuthorizeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells where a subject's budgets stand, and whether an estimate would fit. Changes nothing, promises nothing.
     * </pre>
     */
    default void checkBudget(dev.remit.v1.CheckBudgetRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CheckBudgetResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCheckBudgetMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reports what was really used, prices it, and settles what was held for it.
     * Idempotent per `usage_id`. Recorded even past a hard cap, late, or without a reservation: the money is already
     * spent. Each record stands alone; what is recorded stays recorded when another fails.
     * </pre>
     */
    default void recordUsage(dev.remit.v1.RecordUsageRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RecordUsageResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRecordUsageMethod(), responseObserver);
    }

    /**
     * <pre>
     * Verifies a signed manifest, and whether what is wanted lies inside it. A failed verification is an answer with
     * findings, not an error.
     * </pre>
     */
    default void verifyManifest(dev.remit.v1.VerifyManifestRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.VerifyManifestResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getVerifyManifestMethod(), responseObserver);
    }

    /**
     * <pre>
     * Asks a human about one exact action; optionally waits for the decision. Idempotent per `request_id`.
     * </pre>
     */
    default void requestApproval(dev.remit.v1.RequestApprovalRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RequestApprovalResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRequestApprovalMethod(), responseObserver);
    }

    /**
     * <pre>
     * Follows a run, an agent's runs, or all runs of the tenant: history first, then live, resumable by cursor without
     * gap or duplicate.
     * Ends with CURSOR_TOO_OLD, with PERMISSION_MISSING or CREDENTIAL_REVOKED when access ends, with DRAINING when the
     * server stops.
     * </pre>
     */
    default void streamTimeline(dev.remit.v1.StreamTimelineRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.StreamTimelineResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getStreamTimelineMethod(), responseObserver);
    }

    /**
     * <pre>
     * Keeps a reservation open for longer: the heartbeat of a long act. RESERVATION_NOT_OPEN if it is too late.
     * </pre>
     */
    default void extendReservation(dev.remit.v1.ExtendReservationRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ExtendReservationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getExtendReservationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Gives a reservation back because the act never began. What began is settled by `RecordUsage` instead.
     * A repeat gets the released reservation; RESERVATION_NOT_OPEN if it was settled or expired.
     * </pre>
     */
    default void releaseReservation(dev.remit.v1.ReleaseReservationRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ReleaseReservationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getReleaseReservationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists reservations, newest first: the caller's own, or others' with the permission `reservation:list`.
     * </pre>
     */
    default void listReservations(dev.remit.v1.ListReservationsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListReservationsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListReservationsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells the server's version, limits, features and time. The one call here that needs no credential.
     * </pre>
     */
    default void getServerInfo(dev.remit.v1.GetServerInfoRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetServerInfoResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetServerInfoMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service PolicyDecisionService.
   * <pre>
   * What agent runtimes call: before they act, and after they acted.
   * The tenant comes from the credential. A denial is an answer in an OK response; an error is a failure to answer, and
   * means that the act must not begin. Every call but `GetServerInfo` needs a credential.
   * </pre>
   */
  public static abstract class PolicyDecisionServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return PolicyDecisionServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service PolicyDecisionService.
   * <pre>
   * What agent runtimes call: before they act, and after they acted.
   * The tenant comes from the credential. A denial is an answer in an OK response; an error is a failure to answer, and
   * means that the act must not begin. Every call but `GetServerInfo` needs a credential.
   * </pre>
   */
  public static final class PolicyDecisionServiceStub
      extends io.grpc.stub.AbstractAsyncStub<PolicyDecisionServiceStub> {
    private PolicyDecisionServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PolicyDecisionServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PolicyDecisionServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Decides one action and, if allowed, holds its budget and takes its rate tokens: all or nothing.
     * Idempotent per `request_id`: a repeat gets the first answer, a denial too, and holds nothing more. A denial spends
     * nothing. The answer's record is committed before the answer leaves.
     * </pre>
     */
    public void authorize(dev.remit.v1.AuthorizeRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.AuthorizeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAuthorizeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Decides many actions at once, each with its own answer or error.
     * Items are decided in order and see each other's holds. One failing item never fails the batch.
     * </pre>
     */
    public void batchAuthorize(dev.remit.v1.BatchAuthorizeRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.BatchAuthorizeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getBatchAuthorizeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells where a subject's budgets stand, and whether an estimate would fit. Changes nothing, promises nothing.
     * </pre>
     */
    public void checkBudget(dev.remit.v1.CheckBudgetRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CheckBudgetResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCheckBudgetMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reports what was really used, prices it, and settles what was held for it.
     * Idempotent per `usage_id`. Recorded even past a hard cap, late, or without a reservation: the money is already
     * spent. Each record stands alone; what is recorded stays recorded when another fails.
     * </pre>
     */
    public void recordUsage(dev.remit.v1.RecordUsageRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RecordUsageResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRecordUsageMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Verifies a signed manifest, and whether what is wanted lies inside it. A failed verification is an answer with
     * findings, not an error.
     * </pre>
     */
    public void verifyManifest(dev.remit.v1.VerifyManifestRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.VerifyManifestResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getVerifyManifestMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Asks a human about one exact action; optionally waits for the decision. Idempotent per `request_id`.
     * </pre>
     */
    public void requestApproval(dev.remit.v1.RequestApprovalRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RequestApprovalResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRequestApprovalMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Follows a run, an agent's runs, or all runs of the tenant: history first, then live, resumable by cursor without
     * gap or duplicate.
     * Ends with CURSOR_TOO_OLD, with PERMISSION_MISSING or CREDENTIAL_REVOKED when access ends, with DRAINING when the
     * server stops.
     * </pre>
     */
    public void streamTimeline(dev.remit.v1.StreamTimelineRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.StreamTimelineResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getStreamTimelineMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Keeps a reservation open for longer: the heartbeat of a long act. RESERVATION_NOT_OPEN if it is too late.
     * </pre>
     */
    public void extendReservation(dev.remit.v1.ExtendReservationRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ExtendReservationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getExtendReservationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Gives a reservation back because the act never began. What began is settled by `RecordUsage` instead.
     * A repeat gets the released reservation; RESERVATION_NOT_OPEN if it was settled or expired.
     * </pre>
     */
    public void releaseReservation(dev.remit.v1.ReleaseReservationRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ReleaseReservationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getReleaseReservationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists reservations, newest first: the caller's own, or others' with the permission `reservation:list`.
     * </pre>
     */
    public void listReservations(dev.remit.v1.ListReservationsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListReservationsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListReservationsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells the server's version, limits, features and time. The one call here that needs no credential.
     * </pre>
     */
    public void getServerInfo(dev.remit.v1.GetServerInfoRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetServerInfoResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetServerInfoMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service PolicyDecisionService.
   * <pre>
   * What agent runtimes call: before they act, and after they acted.
   * The tenant comes from the credential. A denial is an answer in an OK response; an error is a failure to answer, and
   * means that the act must not begin. Every call but `GetServerInfo` needs a credential.
   * </pre>
   */
  public static final class PolicyDecisionServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<PolicyDecisionServiceBlockingV2Stub> {
    private PolicyDecisionServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PolicyDecisionServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PolicyDecisionServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Decides one action and, if allowed, holds its budget and takes its rate tokens: all or nothing.
     * Idempotent per `request_id`: a repeat gets the first answer, a denial too, and holds nothing more. A denial spends
     * nothing. The answer's record is committed before the answer leaves.
     * </pre>
     */
    public dev.remit.v1.AuthorizeResponse authorize(dev.remit.v1.AuthorizeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAuthorizeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Decides many actions at once, each with its own answer or error.
     * Items are decided in order and see each other's holds. One failing item never fails the batch.
     * </pre>
     */
    public dev.remit.v1.BatchAuthorizeResponse batchAuthorize(dev.remit.v1.BatchAuthorizeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getBatchAuthorizeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells where a subject's budgets stand, and whether an estimate would fit. Changes nothing, promises nothing.
     * </pre>
     */
    public dev.remit.v1.CheckBudgetResponse checkBudget(dev.remit.v1.CheckBudgetRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCheckBudgetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reports what was really used, prices it, and settles what was held for it.
     * Idempotent per `usage_id`. Recorded even past a hard cap, late, or without a reservation: the money is already
     * spent. Each record stands alone; what is recorded stays recorded when another fails.
     * </pre>
     */
    public dev.remit.v1.RecordUsageResponse recordUsage(dev.remit.v1.RecordUsageRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRecordUsageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Verifies a signed manifest, and whether what is wanted lies inside it. A failed verification is an answer with
     * findings, not an error.
     * </pre>
     */
    public dev.remit.v1.VerifyManifestResponse verifyManifest(dev.remit.v1.VerifyManifestRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getVerifyManifestMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks a human about one exact action; optionally waits for the decision. Idempotent per `request_id`.
     * </pre>
     */
    public dev.remit.v1.RequestApprovalResponse requestApproval(dev.remit.v1.RequestApprovalRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRequestApprovalMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Follows a run, an agent's runs, or all runs of the tenant: history first, then live, resumable by cursor without
     * gap or duplicate.
     * Ends with CURSOR_TOO_OLD, with PERMISSION_MISSING or CREDENTIAL_REVOKED when access ends, with DRAINING when the
     * server stops.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, dev.remit.v1.StreamTimelineResponse>
        streamTimeline(dev.remit.v1.StreamTimelineRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getStreamTimelineMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Keeps a reservation open for longer: the heartbeat of a long act. RESERVATION_NOT_OPEN if it is too late.
     * </pre>
     */
    public dev.remit.v1.ExtendReservationResponse extendReservation(dev.remit.v1.ExtendReservationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getExtendReservationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives a reservation back because the act never began. What began is settled by `RecordUsage` instead.
     * A repeat gets the released reservation; RESERVATION_NOT_OPEN if it was settled or expired.
     * </pre>
     */
    public dev.remit.v1.ReleaseReservationResponse releaseReservation(dev.remit.v1.ReleaseReservationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getReleaseReservationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists reservations, newest first: the caller's own, or others' with the permission `reservation:list`.
     * </pre>
     */
    public dev.remit.v1.ListReservationsResponse listReservations(dev.remit.v1.ListReservationsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListReservationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells the server's version, limits, features and time. The one call here that needs no credential.
     * </pre>
     */
    public dev.remit.v1.GetServerInfoResponse getServerInfo(dev.remit.v1.GetServerInfoRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetServerInfoMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service PolicyDecisionService.
   * <pre>
   * What agent runtimes call: before they act, and after they acted.
   * The tenant comes from the credential. A denial is an answer in an OK response; an error is a failure to answer, and
   * means that the act must not begin. Every call but `GetServerInfo` needs a credential.
   * </pre>
   */
  public static final class PolicyDecisionServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<PolicyDecisionServiceBlockingStub> {
    private PolicyDecisionServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PolicyDecisionServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PolicyDecisionServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Decides one action and, if allowed, holds its budget and takes its rate tokens: all or nothing.
     * Idempotent per `request_id`: a repeat gets the first answer, a denial too, and holds nothing more. A denial spends
     * nothing. The answer's record is committed before the answer leaves.
     * </pre>
     */
    public dev.remit.v1.AuthorizeResponse authorize(dev.remit.v1.AuthorizeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAuthorizeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Decides many actions at once, each with its own answer or error.
     * Items are decided in order and see each other's holds. One failing item never fails the batch.
     * </pre>
     */
    public dev.remit.v1.BatchAuthorizeResponse batchAuthorize(dev.remit.v1.BatchAuthorizeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getBatchAuthorizeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells where a subject's budgets stand, and whether an estimate would fit. Changes nothing, promises nothing.
     * </pre>
     */
    public dev.remit.v1.CheckBudgetResponse checkBudget(dev.remit.v1.CheckBudgetRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCheckBudgetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reports what was really used, prices it, and settles what was held for it.
     * Idempotent per `usage_id`. Recorded even past a hard cap, late, or without a reservation: the money is already
     * spent. Each record stands alone; what is recorded stays recorded when another fails.
     * </pre>
     */
    public dev.remit.v1.RecordUsageResponse recordUsage(dev.remit.v1.RecordUsageRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRecordUsageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Verifies a signed manifest, and whether what is wanted lies inside it. A failed verification is an answer with
     * findings, not an error.
     * </pre>
     */
    public dev.remit.v1.VerifyManifestResponse verifyManifest(dev.remit.v1.VerifyManifestRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getVerifyManifestMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks a human about one exact action; optionally waits for the decision. Idempotent per `request_id`.
     * </pre>
     */
    public dev.remit.v1.RequestApprovalResponse requestApproval(dev.remit.v1.RequestApprovalRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRequestApprovalMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Follows a run, an agent's runs, or all runs of the tenant: history first, then live, resumable by cursor without
     * gap or duplicate.
     * Ends with CURSOR_TOO_OLD, with PERMISSION_MISSING or CREDENTIAL_REVOKED when access ends, with DRAINING when the
     * server stops.
     * </pre>
     */
    public java.util.Iterator<dev.remit.v1.StreamTimelineResponse> streamTimeline(
        dev.remit.v1.StreamTimelineRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getStreamTimelineMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Keeps a reservation open for longer: the heartbeat of a long act. RESERVATION_NOT_OPEN if it is too late.
     * </pre>
     */
    public dev.remit.v1.ExtendReservationResponse extendReservation(dev.remit.v1.ExtendReservationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getExtendReservationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives a reservation back because the act never began. What began is settled by `RecordUsage` instead.
     * A repeat gets the released reservation; RESERVATION_NOT_OPEN if it was settled or expired.
     * </pre>
     */
    public dev.remit.v1.ReleaseReservationResponse releaseReservation(dev.remit.v1.ReleaseReservationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getReleaseReservationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists reservations, newest first: the caller's own, or others' with the permission `reservation:list`.
     * </pre>
     */
    public dev.remit.v1.ListReservationsResponse listReservations(dev.remit.v1.ListReservationsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListReservationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells the server's version, limits, features and time. The one call here that needs no credential.
     * </pre>
     */
    public dev.remit.v1.GetServerInfoResponse getServerInfo(dev.remit.v1.GetServerInfoRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetServerInfoMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service PolicyDecisionService.
   * <pre>
   * What agent runtimes call: before they act, and after they acted.
   * The tenant comes from the credential. A denial is an answer in an OK response; an error is a failure to answer, and
   * means that the act must not begin. Every call but `GetServerInfo` needs a credential.
   * </pre>
   */
  public static final class PolicyDecisionServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<PolicyDecisionServiceFutureStub> {
    private PolicyDecisionServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PolicyDecisionServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PolicyDecisionServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Decides one action and, if allowed, holds its budget and takes its rate tokens: all or nothing.
     * Idempotent per `request_id`: a repeat gets the first answer, a denial too, and holds nothing more. A denial spends
     * nothing. The answer's record is committed before the answer leaves.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.AuthorizeResponse> authorize(
        dev.remit.v1.AuthorizeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAuthorizeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Decides many actions at once, each with its own answer or error.
     * Items are decided in order and see each other's holds. One failing item never fails the batch.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.BatchAuthorizeResponse> batchAuthorize(
        dev.remit.v1.BatchAuthorizeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getBatchAuthorizeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells where a subject's budgets stand, and whether an estimate would fit. Changes nothing, promises nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CheckBudgetResponse> checkBudget(
        dev.remit.v1.CheckBudgetRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCheckBudgetMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reports what was really used, prices it, and settles what was held for it.
     * Idempotent per `usage_id`. Recorded even past a hard cap, late, or without a reservation: the money is already
     * spent. Each record stands alone; what is recorded stays recorded when another fails.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RecordUsageResponse> recordUsage(
        dev.remit.v1.RecordUsageRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRecordUsageMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Verifies a signed manifest, and whether what is wanted lies inside it. A failed verification is an answer with
     * findings, not an error.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.VerifyManifestResponse> verifyManifest(
        dev.remit.v1.VerifyManifestRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getVerifyManifestMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Asks a human about one exact action; optionally waits for the decision. Idempotent per `request_id`.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RequestApprovalResponse> requestApproval(
        dev.remit.v1.RequestApprovalRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRequestApprovalMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Keeps a reservation open for longer: the heartbeat of a long act. RESERVATION_NOT_OPEN if it is too late.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ExtendReservationResponse> extendReservation(
        dev.remit.v1.ExtendReservationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getExtendReservationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Gives a reservation back because the act never began. What began is settled by `RecordUsage` instead.
     * A repeat gets the released reservation; RESERVATION_NOT_OPEN if it was settled or expired.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ReleaseReservationResponse> releaseReservation(
        dev.remit.v1.ReleaseReservationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getReleaseReservationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists reservations, newest first: the caller's own, or others' with the permission `reservation:list`.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListReservationsResponse> listReservations(
        dev.remit.v1.ListReservationsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListReservationsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells the server's version, limits, features and time. The one call here that needs no credential.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetServerInfoResponse> getServerInfo(
        dev.remit.v1.GetServerInfoRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetServerInfoMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_AUTHORIZE = 0;
  private static final int METHODID_BATCH_AUTHORIZE = 1;
  private static final int METHODID_CHECK_BUDGET = 2;
  private static final int METHODID_RECORD_USAGE = 3;
  private static final int METHODID_VERIFY_MANIFEST = 4;
  private static final int METHODID_REQUEST_APPROVAL = 5;
  private static final int METHODID_STREAM_TIMELINE = 6;
  private static final int METHODID_EXTEND_RESERVATION = 7;
  private static final int METHODID_RELEASE_RESERVATION = 8;
  private static final int METHODID_LIST_RESERVATIONS = 9;
  private static final int METHODID_GET_SERVER_INFO = 10;

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
        case METHODID_AUTHORIZE:
          serviceImpl.authorize((dev.remit.v1.AuthorizeRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.AuthorizeResponse>) responseObserver);
          break;
        case METHODID_BATCH_AUTHORIZE:
          serviceImpl.batchAuthorize((dev.remit.v1.BatchAuthorizeRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.BatchAuthorizeResponse>) responseObserver);
          break;
        case METHODID_CHECK_BUDGET:
          serviceImpl.checkBudget((dev.remit.v1.CheckBudgetRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CheckBudgetResponse>) responseObserver);
          break;
        case METHODID_RECORD_USAGE:
          serviceImpl.recordUsage((dev.remit.v1.RecordUsageRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RecordUsageResponse>) responseObserver);
          break;
        case METHODID_VERIFY_MANIFEST:
          serviceImpl.verifyManifest((dev.remit.v1.VerifyManifestRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.VerifyManifestResponse>) responseObserver);
          break;
        case METHODID_REQUEST_APPROVAL:
          serviceImpl.requestApproval((dev.remit.v1.RequestApprovalRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RequestApprovalResponse>) responseObserver);
          break;
        case METHODID_STREAM_TIMELINE:
          serviceImpl.streamTimeline((dev.remit.v1.StreamTimelineRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.StreamTimelineResponse>) responseObserver);
          break;
        case METHODID_EXTEND_RESERVATION:
          serviceImpl.extendReservation((dev.remit.v1.ExtendReservationRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ExtendReservationResponse>) responseObserver);
          break;
        case METHODID_RELEASE_RESERVATION:
          serviceImpl.releaseReservation((dev.remit.v1.ReleaseReservationRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ReleaseReservationResponse>) responseObserver);
          break;
        case METHODID_LIST_RESERVATIONS:
          serviceImpl.listReservations((dev.remit.v1.ListReservationsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListReservationsResponse>) responseObserver);
          break;
        case METHODID_GET_SERVER_INFO:
          serviceImpl.getServerInfo((dev.remit.v1.GetServerInfoRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetServerInfoResponse>) responseObserver);
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
          getAuthorizeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.AuthorizeRequest,
              dev.remit.v1.AuthorizeResponse>(
                service, METHODID_AUTHORIZE)))
        .addMethod(
          getBatchAuthorizeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.BatchAuthorizeRequest,
              dev.remit.v1.BatchAuthorizeResponse>(
                service, METHODID_BATCH_AUTHORIZE)))
        .addMethod(
          getCheckBudgetMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CheckBudgetRequest,
              dev.remit.v1.CheckBudgetResponse>(
                service, METHODID_CHECK_BUDGET)))
        .addMethod(
          getRecordUsageMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RecordUsageRequest,
              dev.remit.v1.RecordUsageResponse>(
                service, METHODID_RECORD_USAGE)))
        .addMethod(
          getVerifyManifestMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.VerifyManifestRequest,
              dev.remit.v1.VerifyManifestResponse>(
                service, METHODID_VERIFY_MANIFEST)))
        .addMethod(
          getRequestApprovalMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RequestApprovalRequest,
              dev.remit.v1.RequestApprovalResponse>(
                service, METHODID_REQUEST_APPROVAL)))
        .addMethod(
          getStreamTimelineMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              dev.remit.v1.StreamTimelineRequest,
              dev.remit.v1.StreamTimelineResponse>(
                service, METHODID_STREAM_TIMELINE)))
        .addMethod(
          getExtendReservationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ExtendReservationRequest,
              dev.remit.v1.ExtendReservationResponse>(
                service, METHODID_EXTEND_RESERVATION)))
        .addMethod(
          getReleaseReservationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ReleaseReservationRequest,
              dev.remit.v1.ReleaseReservationResponse>(
                service, METHODID_RELEASE_RESERVATION)))
        .addMethod(
          getListReservationsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListReservationsRequest,
              dev.remit.v1.ListReservationsResponse>(
                service, METHODID_LIST_RESERVATIONS)))
        .addMethod(
          getGetServerInfoMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetServerInfoRequest,
              dev.remit.v1.GetServerInfoResponse>(
                service, METHODID_GET_SERVER_INFO)))
        .build();
  }

  private static abstract class PolicyDecisionServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    PolicyDecisionServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.remit.v1.PolicyDecisionServiceOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("PolicyDecisionService");
    }
  }

  private static final class PolicyDecisionServiceFileDescriptorSupplier
      extends PolicyDecisionServiceBaseDescriptorSupplier {
    PolicyDecisionServiceFileDescriptorSupplier() {}
  }

  private static final class PolicyDecisionServiceMethodDescriptorSupplier
      extends PolicyDecisionServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    PolicyDecisionServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (PolicyDecisionServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new PolicyDecisionServiceFileDescriptorSupplier())
              .addMethod(getAuthorizeMethod())
              .addMethod(getBatchAuthorizeMethod())
              .addMethod(getCheckBudgetMethod())
              .addMethod(getRecordUsageMethod())
              .addMethod(getVerifyManifestMethod())
              .addMethod(getRequestApprovalMethod())
              .addMethod(getStreamTimelineMethod())
              .addMethod(getExtendReservationMethod())
              .addMethod(getReleaseReservationMethod())
              .addMethod(getListReservationsMethod())
              .addMethod(getGetServerInfoMethod())
              .build();
        }
      }
    }
    return result;
  }
}
