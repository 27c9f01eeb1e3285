package dev.remit.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * What happened in runs.
 * Decisions, approvals and usage write their own steps; runtimes add what Remit does not see. The tenant comes from
 * the credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does
 * gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `step:record`, else
 * PERMISSION_MISSING; the subject of a run needs none for its own. Following live is a call of PolicyDecisionService.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class TimelineServiceGrpc {

  private TimelineServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "remit.v1.TimelineService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RecordStepsRequest,
      dev.remit.v1.RecordStepsResponse> getRecordStepsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RecordSteps",
      requestType = dev.remit.v1.RecordStepsRequest.class,
      responseType = dev.remit.v1.RecordStepsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RecordStepsRequest,
      dev.remit.v1.RecordStepsResponse> getRecordStepsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RecordStepsRequest, dev.remit.v1.RecordStepsResponse> getRecordStepsMethod;
    if ((getRecordStepsMethod = TimelineServiceGrpc.getRecordStepsMethod) == null) {
      synchronized (TimelineServiceGrpc.class) {
        if ((getRecordStepsMethod = TimelineServiceGrpc.getRecordStepsMethod) == null) {
          TimelineServiceGrpc.getRecordStepsMethod = getRecordStepsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RecordStepsRequest, dev.remit.v1.RecordStepsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RecordSteps"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RecordStepsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RecordStepsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TimelineServiceMethodDescriptorSupplier("RecordSteps"))
              .build();
        }
      }
    }
    return getRecordStepsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.UpdateStepRequest,
      dev.remit.v1.UpdateStepResponse> getUpdateStepMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateStep",
      requestType = dev.remit.v1.UpdateStepRequest.class,
      responseType = dev.remit.v1.UpdateStepResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.UpdateStepRequest,
      dev.remit.v1.UpdateStepResponse> getUpdateStepMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.UpdateStepRequest, dev.remit.v1.UpdateStepResponse> getUpdateStepMethod;
    if ((getUpdateStepMethod = TimelineServiceGrpc.getUpdateStepMethod) == null) {
      synchronized (TimelineServiceGrpc.class) {
        if ((getUpdateStepMethod = TimelineServiceGrpc.getUpdateStepMethod) == null) {
          TimelineServiceGrpc.getUpdateStepMethod = getUpdateStepMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.UpdateStepRequest, dev.remit.v1.UpdateStepResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateStep"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateStepRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateStepResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TimelineServiceMethodDescriptorSupplier("UpdateStep"))
              .build();
        }
      }
    }
    return getUpdateStepMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetStepRequest,
      dev.remit.v1.GetStepResponse> getGetStepMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetStep",
      requestType = dev.remit.v1.GetStepRequest.class,
      responseType = dev.remit.v1.GetStepResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetStepRequest,
      dev.remit.v1.GetStepResponse> getGetStepMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetStepRequest, dev.remit.v1.GetStepResponse> getGetStepMethod;
    if ((getGetStepMethod = TimelineServiceGrpc.getGetStepMethod) == null) {
      synchronized (TimelineServiceGrpc.class) {
        if ((getGetStepMethod = TimelineServiceGrpc.getGetStepMethod) == null) {
          TimelineServiceGrpc.getGetStepMethod = getGetStepMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetStepRequest, dev.remit.v1.GetStepResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetStep"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetStepRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetStepResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TimelineServiceMethodDescriptorSupplier("GetStep"))
              .build();
        }
      }
    }
    return getGetStepMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListStepsRequest,
      dev.remit.v1.ListStepsResponse> getListStepsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListSteps",
      requestType = dev.remit.v1.ListStepsRequest.class,
      responseType = dev.remit.v1.ListStepsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListStepsRequest,
      dev.remit.v1.ListStepsResponse> getListStepsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListStepsRequest, dev.remit.v1.ListStepsResponse> getListStepsMethod;
    if ((getListStepsMethod = TimelineServiceGrpc.getListStepsMethod) == null) {
      synchronized (TimelineServiceGrpc.class) {
        if ((getListStepsMethod = TimelineServiceGrpc.getListStepsMethod) == null) {
          TimelineServiceGrpc.getListStepsMethod = getListStepsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListStepsRequest, dev.remit.v1.ListStepsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListSteps"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListStepsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListStepsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TimelineServiceMethodDescriptorSupplier("ListSteps"))
              .build();
        }
      }
    }
    return getListStepsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ReplayRunRequest,
      dev.remit.v1.ReplayRunResponse> getReplayRunMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ReplayRun",
      requestType = dev.remit.v1.ReplayRunRequest.class,
      responseType = dev.remit.v1.ReplayRunResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ReplayRunRequest,
      dev.remit.v1.ReplayRunResponse> getReplayRunMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ReplayRunRequest, dev.remit.v1.ReplayRunResponse> getReplayRunMethod;
    if ((getReplayRunMethod = TimelineServiceGrpc.getReplayRunMethod) == null) {
      synchronized (TimelineServiceGrpc.class) {
        if ((getReplayRunMethod = TimelineServiceGrpc.getReplayRunMethod) == null) {
          TimelineServiceGrpc.getReplayRunMethod = getReplayRunMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ReplayRunRequest, dev.remit.v1.ReplayRunResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ReplayRun"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ReplayRunRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ReplayRunResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TimelineServiceMethodDescriptorSupplier("ReplayRun"))
              .build();
        }
      }
    }
    return getReplayRunMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetCostBreakdownRequest,
      dev.remit.v1.GetCostBreakdownResponse> getGetCostBreakdownMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetCostBreakdown",
      requestType = dev.remit.v1.GetCostBreakdownRequest.class,
      responseType = dev.remit.v1.GetCostBreakdownResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetCostBreakdownRequest,
      dev.remit.v1.GetCostBreakdownResponse> getGetCostBreakdownMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetCostBreakdownRequest, dev.remit.v1.GetCostBreakdownResponse> getGetCostBreakdownMethod;
    if ((getGetCostBreakdownMethod = TimelineServiceGrpc.getGetCostBreakdownMethod) == null) {
      synchronized (TimelineServiceGrpc.class) {
        if ((getGetCostBreakdownMethod = TimelineServiceGrpc.getGetCostBreakdownMethod) == null) {
          TimelineServiceGrpc.getGetCostBreakdownMethod = getGetCostBreakdownMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetCostBreakdownRequest, dev.remit.v1.GetCostBreakdownResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetCostBreakdown"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetCostBreakdownRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetCostBreakdownResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TimelineServiceMethodDescriptorSupplier("GetCostBreakdown"))
              .build();
        }
      }
    }
    return getGetCostBreakdownMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static TimelineServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TimelineServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TimelineServiceStub>() {
        @java.lang.Override
        public TimelineServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TimelineServiceStub(channel, callOptions);
        }
      };
    return TimelineServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static TimelineServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TimelineServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TimelineServiceBlockingV2Stub>() {
        @java.lang.Override
        public TimelineServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TimelineServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return TimelineServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static TimelineServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TimelineServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TimelineServiceBlockingStub>() {
        @java.lang.Override
        public TimelineServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TimelineServiceBlockingStub(channel, callOptions);
        }
      };
    return TimelineServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static TimelineServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TimelineServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TimelineServiceFutureStub>() {
        @java.lang.Override
        public TimelineServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TimelineServiceFutureStub(channel, callOptions);
        }
      };
    return TimelineServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * What happened in runs.
   * Decisions, approvals and usage write their own steps; runtimes add what Remit does not see. The tenant comes from
   * the credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does
   * gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `step:record`, else
   * PERMISSION_MISSING; the subject of a run needs none for its own. Following live is a call of PolicyDecisionService.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Adds steps to a run, each for itself: one that fails does not fail the others. Personal data are redacted first.
     * PRECONDITION_FAILED when the run has ended.
     * </pre>
     */
    default void recordSteps(dev.remit.v1.RecordStepsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RecordStepsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRecordStepsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes a step, such as its status and output when it ends. PRECONDITION_FAILED when it or its run has ended, or it
     * was written by Remit.
     * </pre>
     */
    default void updateStep(dev.remit.v1.UpdateStepRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateStepResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateStepMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one step. NOT_FOUND when there is none.
     * </pre>
     */
    default void getStep(dev.remit.v1.GetStepRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetStepResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetStepMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the steps of a run in order.
     * </pre>
     */
    default void listSteps(dev.remit.v1.ListStepsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListStepsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListStepsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Begins a new run that repeats an earlier one up to a step, so that a runtime goes on from there without acting
     * again. Decisions, holds and approvals are not taken over. PRECONDITION_FAILED when no replay can start there.
     * </pre>
     */
    default void replayRun(dev.remit.v1.ReplayRunRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ReplayRunResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getReplayRunMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says what runs have cost, and in which steps, models and tools.
     * </pre>
     */
    default void getCostBreakdown(dev.remit.v1.GetCostBreakdownRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetCostBreakdownResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetCostBreakdownMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service TimelineService.
   * <pre>
   * What happened in runs.
   * Decisions, approvals and usage write their own steps; runtimes add what Remit does not see. The tenant comes from
   * the credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does
   * gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `step:record`, else
   * PERMISSION_MISSING; the subject of a run needs none for its own. Following live is a call of PolicyDecisionService.
   * </pre>
   */
  public static abstract class TimelineServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return TimelineServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service TimelineService.
   * <pre>
   * What happened in runs.
   * Decisions, approvals and usage write their own steps; runtimes add what Remit does not see. The tenant comes from
   * the credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does
   * gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `step:record`, else
   * PERMISSION_MISSING; the subject of a run needs none for its own. Following live is a call of PolicyDecisionService.
   * </pre>
   */
  public static final class TimelineServiceStub
      extends io.grpc.stub.AbstractAsyncStub<TimelineServiceStub> {
    private TimelineServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TimelineServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TimelineServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Adds steps to a run, each for itself: one that fails does not fail the others. Personal data are redacted first.
     * PRECONDITION_FAILED when the run has ended.
     * </pre>
     */
    public void recordSteps(dev.remit.v1.RecordStepsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RecordStepsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRecordStepsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes a step, such as its status and output when it ends. PRECONDITION_FAILED when it or its run has ended, or it
     * was written by Remit.
     * </pre>
     */
    public void updateStep(dev.remit.v1.UpdateStepRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateStepResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateStepMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one step. NOT_FOUND when there is none.
     * </pre>
     */
    public void getStep(dev.remit.v1.GetStepRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetStepResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetStepMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the steps of a run in order.
     * </pre>
     */
    public void listSteps(dev.remit.v1.ListStepsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListStepsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListStepsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Begins a new run that repeats an earlier one up to a step, so that a runtime goes on from there without acting
     * again. Decisions, holds and approvals are not taken over. PRECONDITION_FAILED when no replay can start there.
     * </pre>
     */
    public void replayRun(dev.remit.v1.ReplayRunRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ReplayRunResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getReplayRunMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says what runs have cost, and in which steps, models and tools.
     * </pre>
     */
    public void getCostBreakdown(dev.remit.v1.GetCostBreakdownRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetCostBreakdownResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetCostBreakdownMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service TimelineService.
   * <pre>
   * What happened in runs.
   * Decisions, approvals and usage write their own steps; runtimes add what Remit does not see. The tenant comes from
   * the credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does
   * gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `step:record`, else
   * PERMISSION_MISSING; the subject of a run needs none for its own. Following live is a call of PolicyDecisionService.
   * </pre>
   */
  public static final class TimelineServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<TimelineServiceBlockingV2Stub> {
    private TimelineServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TimelineServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TimelineServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Adds steps to a run, each for itself: one that fails does not fail the others. Personal data are redacted first.
     * PRECONDITION_FAILED when the run has ended.
     * </pre>
     */
    public dev.remit.v1.RecordStepsResponse recordSteps(dev.remit.v1.RecordStepsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRecordStepsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a step, such as its status and output when it ends. PRECONDITION_FAILED when it or its run has ended, or it
     * was written by Remit.
     * </pre>
     */
    public dev.remit.v1.UpdateStepResponse updateStep(dev.remit.v1.UpdateStepRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateStepMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one step. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetStepResponse getStep(dev.remit.v1.GetStepRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetStepMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the steps of a run in order.
     * </pre>
     */
    public dev.remit.v1.ListStepsResponse listSteps(dev.remit.v1.ListStepsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListStepsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Begins a new run that repeats an earlier one up to a step, so that a runtime goes on from there without acting
     * again. Decisions, holds and approvals are not taken over. PRECONDITION_FAILED when no replay can start there.
     * </pre>
     */
    public dev.remit.v1.ReplayRunResponse replayRun(dev.remit.v1.ReplayRunRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getReplayRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says what runs have cost, and in which steps, models and tools.
     * </pre>
     */
    public dev.remit.v1.GetCostBreakdownResponse getCostBreakdown(dev.remit.v1.GetCostBreakdownRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetCostBreakdownMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service TimelineService.
   * <pre>
   * What happened in runs.
   * Decisions, approvals and usage write their own steps; runtimes add what Remit does not see. The tenant comes from
   * the credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does
   * gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `step:record`, else
   * PERMISSION_MISSING; the subject of a run needs none for its own. Following live is a call of PolicyDecisionService.
   * </pre>
   */
  public static final class TimelineServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<TimelineServiceBlockingStub> {
    private TimelineServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TimelineServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TimelineServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Adds steps to a run, each for itself: one that fails does not fail the others. Personal data are redacted first.
     * PRECONDITION_FAILED when the run has ended.
     * </pre>
     */
    public dev.remit.v1.RecordStepsResponse recordSteps(dev.remit.v1.RecordStepsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRecordStepsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a step, such as its status and output when it ends. PRECONDITION_FAILED when it or its run has ended, or it
     * was written by Remit.
     * </pre>
     */
    public dev.remit.v1.UpdateStepResponse updateStep(dev.remit.v1.UpdateStepRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateStepMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one step. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetStepResponse getStep(dev.remit.v1.GetStepRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetStepMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the steps of a run in order.
     * </pre>
     */
    public dev.remit.v1.ListStepsResponse listSteps(dev.remit.v1.ListStepsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListStepsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Begins a new run that repeats an earlier one up to a step, so that a runtime goes on from there without acting
     * again. Decisions, holds and approvals are not taken over. PRECONDITION_FAILED when no replay can start there.
     * </pre>
     */
    public dev.remit.v1.ReplayRunResponse replayRun(dev.remit.v1.ReplayRunRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getReplayRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says what runs have cost, and in which steps, models and tools.
     * </pre>
     */
    public dev.remit.v1.GetCostBreakdownResponse getCostBreakdown(dev.remit.v1.GetCostBreakdownRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetCostBreakdownMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service TimelineService.
   * <pre>
   * What happened in runs.
   * Decisions, approvals and usage write their own steps; runtimes add what Remit does not see. The tenant comes from
   * the credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does
   * gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `step:record`, else
   * PERMISSION_MISSING; the subject of a run needs none for its own. Following live is a call of PolicyDecisionService.
   * </pre>
   */
  public static final class TimelineServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<TimelineServiceFutureStub> {
    private TimelineServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TimelineServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TimelineServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Adds steps to a run, each for itself: one that fails does not fail the others. Personal data are redacted first.
     * PRECONDITION_FAILED when the run has ended.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RecordStepsResponse> recordSteps(
        dev.remit.v1.RecordStepsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRecordStepsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes a step, such as its status and output when it ends. PRECONDITION_FAILED when it or its run has ended, or it
     * was written by Remit.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.UpdateStepResponse> updateStep(
        dev.remit.v1.UpdateStepRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateStepMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one step. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetStepResponse> getStep(
        dev.remit.v1.GetStepRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetStepMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the steps of a run in order.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListStepsResponse> listSteps(
        dev.remit.v1.ListStepsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListStepsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Begins a new run that repeats an earlier one up to a step, so that a runtime goes on from there without acting
     * again. Decisions, holds and approvals are not taken over. PRECONDITION_FAILED when no replay can start there.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ReplayRunResponse> replayRun(
        dev.remit.v1.ReplayRunRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getReplayRunMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says what runs have cost, and in which steps, models and tools.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetCostBreakdownResponse> getCostBreakdown(
        dev.remit.v1.GetCostBreakdownRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetCostBreakdownMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_RECORD_STEPS = 0;
  private static final int METHODID_UPDATE_STEP = 1;
  private static final int METHODID_GET_STEP = 2;
  private static final int METHODID_LIST_STEPS = 3;
  private static final int METHODID_REPLAY_RUN = 4;
  private static final int METHODID_GET_COST_BREAKDOWN = 5;

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
        case METHODID_RECORD_STEPS:
          serviceImpl.recordSteps((dev.remit.v1.RecordStepsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RecordStepsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_STEP:
          serviceImpl.updateStep((dev.remit.v1.UpdateStepRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.UpdateStepResponse>) responseObserver);
          break;
        case METHODID_GET_STEP:
          serviceImpl.getStep((dev.remit.v1.GetStepRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetStepResponse>) responseObserver);
          break;
        case METHODID_LIST_STEPS:
          serviceImpl.listSteps((dev.remit.v1.ListStepsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListStepsResponse>) responseObserver);
          break;
        case METHODID_REPLAY_RUN:
          serviceImpl.replayRun((dev.remit.v1.ReplayRunRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ReplayRunResponse>) responseObserver);
          break;
        case METHODID_GET_COST_BREAKDOWN:
          serviceImpl.getCostBreakdown((dev.remit.v1.GetCostBreakdownRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetCostBreakdownResponse>) responseObserver);
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
          getRecordStepsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RecordStepsRequest,
              dev.remit.v1.RecordStepsResponse>(
                service, METHODID_RECORD_STEPS)))
        .addMethod(
          getUpdateStepMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.UpdateStepRequest,
              dev.remit.v1.UpdateStepResponse>(
                service, METHODID_UPDATE_STEP)))
        .addMethod(
          getGetStepMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetStepRequest,
              dev.remit.v1.GetStepResponse>(
                service, METHODID_GET_STEP)))
        .addMethod(
          getListStepsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListStepsRequest,
              dev.remit.v1.ListStepsResponse>(
                service, METHODID_LIST_STEPS)))
        .addMethod(
          getReplayRunMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ReplayRunRequest,
              dev.remit.v1.ReplayRunResponse>(
                service, METHODID_REPLAY_RUN)))
        .addMethod(
          getGetCostBreakdownMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetCostBreakdownRequest,
              dev.remit.v1.GetCostBreakdownResponse>(
                service, METHODID_GET_COST_BREAKDOWN)))
        .build();
  }

  private static abstract class TimelineServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    TimelineServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.remit.v1.TimelineServiceOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("TimelineService");
    }
  }

  private static final class TimelineServiceFileDescriptorSupplier
      extends TimelineServiceBaseDescriptorSupplier {
    TimelineServiceFileDescriptorSupplier() {}
  }

  private static final class TimelineServiceMethodDescriptorSupplier
      extends TimelineServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    TimelineServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (TimelineServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new TimelineServiceFileDescriptorSupplier())
              .addMethod(getRecordStepsMethod())
              .addMethod(getUpdateStepMethod())
              .addMethod(getGetStepMethod())
              .addMethod(getListStepsMethod())
              .addMethod(getReplayRunMethod())
              .addMethod(getGetCostBreakdownMethod())
              .build();
        }
      }
    }
    return result;
  }
}
