package dev.remit.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * What must not leak: personal data in texts, and what Remit keeps of a person.
 * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
 * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `person:erase`;
 * without it PERMISSION_MISSING. Texts given here are neither kept nor logged.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class PrivacyServiceGrpc {

  private PrivacyServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "remit.v1.PrivacyService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DetectPersonalDataRequest,
      dev.remit.v1.DetectPersonalDataResponse> getDetectPersonalDataMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DetectPersonalData",
      requestType = dev.remit.v1.DetectPersonalDataRequest.class,
      responseType = dev.remit.v1.DetectPersonalDataResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DetectPersonalDataRequest,
      dev.remit.v1.DetectPersonalDataResponse> getDetectPersonalDataMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DetectPersonalDataRequest, dev.remit.v1.DetectPersonalDataResponse> getDetectPersonalDataMethod;
    if ((getDetectPersonalDataMethod = PrivacyServiceGrpc.getDetectPersonalDataMethod) == null) {
      synchronized (PrivacyServiceGrpc.class) {
        if ((getDetectPersonalDataMethod = PrivacyServiceGrpc.getDetectPersonalDataMethod) == null) {
          PrivacyServiceGrpc.getDetectPersonalDataMethod = getDetectPersonalDataMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DetectPersonalDataRequest, dev.remit.v1.DetectPersonalDataResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DetectPersonalData"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DetectPersonalDataRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DetectPersonalDataResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PrivacyServiceMethodDescriptorSupplier("DetectPersonalData"))
              .build();
        }
      }
    }
    return getDetectPersonalDataMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RedactPersonalDataRequest,
      dev.remit.v1.RedactPersonalDataResponse> getRedactPersonalDataMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RedactPersonalData",
      requestType = dev.remit.v1.RedactPersonalDataRequest.class,
      responseType = dev.remit.v1.RedactPersonalDataResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RedactPersonalDataRequest,
      dev.remit.v1.RedactPersonalDataResponse> getRedactPersonalDataMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RedactPersonalDataRequest, dev.remit.v1.RedactPersonalDataResponse> getRedactPersonalDataMethod;
    if ((getRedactPersonalDataMethod = PrivacyServiceGrpc.getRedactPersonalDataMethod) == null) {
      synchronized (PrivacyServiceGrpc.class) {
        if ((getRedactPersonalDataMethod = PrivacyServiceGrpc.getRedactPersonalDataMethod) == null) {
          PrivacyServiceGrpc.getRedactPersonalDataMethod = getRedactPersonalDataMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RedactPersonalDataRequest, dev.remit.v1.RedactPersonalDataResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RedactPersonalData"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RedactPersonalDataRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RedactPersonalDataResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PrivacyServiceMethodDescriptorSupplier("RedactPersonalData"))
              .build();
        }
      }
    }
    return getRedactPersonalDataMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ExportPersonRequest,
      dev.remit.v1.ExportPersonResponse> getExportPersonMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ExportPerson",
      requestType = dev.remit.v1.ExportPersonRequest.class,
      responseType = dev.remit.v1.ExportPersonResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ExportPersonRequest,
      dev.remit.v1.ExportPersonResponse> getExportPersonMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ExportPersonRequest, dev.remit.v1.ExportPersonResponse> getExportPersonMethod;
    if ((getExportPersonMethod = PrivacyServiceGrpc.getExportPersonMethod) == null) {
      synchronized (PrivacyServiceGrpc.class) {
        if ((getExportPersonMethod = PrivacyServiceGrpc.getExportPersonMethod) == null) {
          PrivacyServiceGrpc.getExportPersonMethod = getExportPersonMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ExportPersonRequest, dev.remit.v1.ExportPersonResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ExportPerson"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ExportPersonRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ExportPersonResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PrivacyServiceMethodDescriptorSupplier("ExportPerson"))
              .build();
        }
      }
    }
    return getExportPersonMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ErasePersonRequest,
      dev.remit.v1.ErasePersonResponse> getErasePersonMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ErasePerson",
      requestType = dev.remit.v1.ErasePersonRequest.class,
      responseType = dev.remit.v1.ErasePersonResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ErasePersonRequest,
      dev.remit.v1.ErasePersonResponse> getErasePersonMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ErasePersonRequest, dev.remit.v1.ErasePersonResponse> getErasePersonMethod;
    if ((getErasePersonMethod = PrivacyServiceGrpc.getErasePersonMethod) == null) {
      synchronized (PrivacyServiceGrpc.class) {
        if ((getErasePersonMethod = PrivacyServiceGrpc.getErasePersonMethod) == null) {
          PrivacyServiceGrpc.getErasePersonMethod = getErasePersonMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ErasePersonRequest, dev.remit.v1.ErasePersonResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ErasePerson"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ErasePersonRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ErasePersonResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PrivacyServiceMethodDescriptorSupplier("ErasePerson"))
              .build();
        }
      }
    }
    return getErasePersonMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static PrivacyServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PrivacyServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PrivacyServiceStub>() {
        @java.lang.Override
        public PrivacyServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PrivacyServiceStub(channel, callOptions);
        }
      };
    return PrivacyServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static PrivacyServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PrivacyServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PrivacyServiceBlockingV2Stub>() {
        @java.lang.Override
        public PrivacyServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PrivacyServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return PrivacyServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static PrivacyServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PrivacyServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PrivacyServiceBlockingStub>() {
        @java.lang.Override
        public PrivacyServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PrivacyServiceBlockingStub(channel, callOptions);
        }
      };
    return PrivacyServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static PrivacyServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PrivacyServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PrivacyServiceFutureStub>() {
        @java.lang.Override
        public PrivacyServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PrivacyServiceFutureStub(channel, callOptions);
        }
      };
    return PrivacyServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * What must not leak: personal data in texts, and what Remit keeps of a person.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `person:erase`;
   * without it PERMISSION_MISSING. Texts given here are neither kept nor logged.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Finds personal data in texts.
     * </pre>
     */
    default void detectPersonalData(dev.remit.v1.DetectPersonalDataRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DetectPersonalDataResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDetectPersonalDataMethod(), responseObserver);
    }

    /**
     * <pre>
     * Finds personal data in texts and takes them out.
     * </pre>
     */
    default void redactPersonalData(dev.remit.v1.RedactPersonalDataRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RedactPersonalDataResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRedactPersonalDataMethod(), responseObserver);
    }

    /**
     * <pre>
     * Streams everything that Remit keeps of a person. NOT_FOUND when nothing is.
     * </pre>
     */
    default void exportPerson(dev.remit.v1.ExportPersonRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ExportPersonResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getExportPersonMethod(), responseObserver);
    }

    /**
     * <pre>
     * Makes everything personal that Remit keeps of a person unreadable for ever, by destroying its key. Amounts, hashes
     * and proofs stay. Needs the subject suspended or deleted: PRECONDITION_FAILED. An erased one: changes nothing.
     * </pre>
     */
    default void erasePerson(dev.remit.v1.ErasePersonRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ErasePersonResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getErasePersonMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service PrivacyService.
   * <pre>
   * What must not leak: personal data in texts, and what Remit keeps of a person.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `person:erase`;
   * without it PERMISSION_MISSING. Texts given here are neither kept nor logged.
   * </pre>
   */
  public static abstract class PrivacyServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return PrivacyServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service PrivacyService.
   * <pre>
   * What must not leak: personal data in texts, and what Remit keeps of a person.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `person:erase`;
   * without it PERMISSION_MISSING. Texts given here are neither kept nor logged.
   * </pre>
   */
  public static final class PrivacyServiceStub
      extends io.grpc.stub.AbstractAsyncStub<PrivacyServiceStub> {
    private PrivacyServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PrivacyServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PrivacyServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Finds personal data in texts.
     * </pre>
     */
    public void detectPersonalData(dev.remit.v1.DetectPersonalDataRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DetectPersonalDataResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDetectPersonalDataMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Finds personal data in texts and takes them out.
     * </pre>
     */
    public void redactPersonalData(dev.remit.v1.RedactPersonalDataRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RedactPersonalDataResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRedactPersonalDataMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Streams everything that Remit keeps of a person. NOT_FOUND when nothing is.
     * </pre>
     */
    public void exportPerson(dev.remit.v1.ExportPersonRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ExportPersonResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getExportPersonMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Makes everything personal that Remit keeps of a person unreadable for ever, by destroying its key. Amounts, hashes
     * and proofs stay. Needs the subject suspended or deleted: PRECONDITION_FAILED. An erased one: changes nothing.
     * </pre>
     */
    public void erasePerson(dev.remit.v1.ErasePersonRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ErasePersonResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getErasePersonMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service PrivacyService.
   * <pre>
   * What must not leak: personal data in texts, and what Remit keeps of a person.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `person:erase`;
   * without it PERMISSION_MISSING. Texts given here are neither kept nor logged.
   * </pre>
   */
  public static final class PrivacyServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<PrivacyServiceBlockingV2Stub> {
    private PrivacyServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PrivacyServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PrivacyServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Finds personal data in texts.
     * </pre>
     */
    public dev.remit.v1.DetectPersonalDataResponse detectPersonalData(dev.remit.v1.DetectPersonalDataRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDetectPersonalDataMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Finds personal data in texts and takes them out.
     * </pre>
     */
    public dev.remit.v1.RedactPersonalDataResponse redactPersonalData(dev.remit.v1.RedactPersonalDataRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRedactPersonalDataMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Streams everything that Remit keeps of a person. NOT_FOUND when nothing is.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, dev.remit.v1.ExportPersonResponse>
        exportPerson(dev.remit.v1.ExportPersonRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getExportPersonMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes everything personal that Remit keeps of a person unreadable for ever, by destroying its key. Amounts, hashes
     * and proofs stay. Needs the subject suspended or deleted: PRECONDITION_FAILED. An erased one: changes nothing.
     * </pre>
     */
    public dev.remit.v1.ErasePersonResponse erasePerson(dev.remit.v1.ErasePersonRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getErasePersonMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service PrivacyService.
   * <pre>
   * What must not leak: personal data in texts, and what Remit keeps of a person.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `person:erase`;
   * without it PERMISSION_MISSING. Texts given here are neither kept nor logged.
   * </pre>
   */
  public static final class PrivacyServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<PrivacyServiceBlockingStub> {
    private PrivacyServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PrivacyServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PrivacyServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Finds personal data in texts.
     * </pre>
     */
    public dev.remit.v1.DetectPersonalDataResponse detectPersonalData(dev.remit.v1.DetectPersonalDataRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDetectPersonalDataMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Finds personal data in texts and takes them out.
     * </pre>
     */
    public dev.remit.v1.RedactPersonalDataResponse redactPersonalData(dev.remit.v1.RedactPersonalDataRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRedactPersonalDataMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Streams everything that Remit keeps of a person. NOT_FOUND when nothing is.
     * </pre>
     */
    public java.util.Iterator<dev.remit.v1.ExportPersonResponse> exportPerson(
        dev.remit.v1.ExportPersonRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getExportPersonMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes everything personal that Remit keeps of a person unreadable for ever, by destroying its key. Amounts, hashes
     * and proofs stay. Needs the subject suspended or deleted: PRECONDITION_FAILED. An erased one: changes nothing.
     * </pre>
     */
    public dev.remit.v1.ErasePersonResponse erasePerson(dev.remit.v1.ErasePersonRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getErasePersonMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service PrivacyService.
   * <pre>
   * What must not leak: personal data in texts, and what Remit keeps of a person.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as `person:erase`;
   * without it PERMISSION_MISSING. Texts given here are neither kept nor logged.
   * </pre>
   */
  public static final class PrivacyServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<PrivacyServiceFutureStub> {
    private PrivacyServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PrivacyServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PrivacyServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Finds personal data in texts.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DetectPersonalDataResponse> detectPersonalData(
        dev.remit.v1.DetectPersonalDataRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDetectPersonalDataMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Finds personal data in texts and takes them out.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RedactPersonalDataResponse> redactPersonalData(
        dev.remit.v1.RedactPersonalDataRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRedactPersonalDataMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Makes everything personal that Remit keeps of a person unreadable for ever, by destroying its key. Amounts, hashes
     * and proofs stay. Needs the subject suspended or deleted: PRECONDITION_FAILED. An erased one: changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ErasePersonResponse> erasePerson(
        dev.remit.v1.ErasePersonRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getErasePersonMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_DETECT_PERSONAL_DATA = 0;
  private static final int METHODID_REDACT_PERSONAL_DATA = 1;
  private static final int METHODID_EXPORT_PERSON = 2;
  private static final int METHODID_ERASE_PERSON = 3;

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
        case METHODID_DETECT_PERSONAL_DATA:
          serviceImpl.detectPersonalData((dev.remit.v1.DetectPersonalDataRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DetectPersonalDataResponse>) responseObserver);
          break;
        case METHODID_REDACT_PERSONAL_DATA:
          serviceImpl.redactPersonalData((dev.remit.v1.RedactPersonalDataRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RedactPersonalDataResponse>) responseObserver);
          break;
        case METHODID_EXPORT_PERSON:
          serviceImpl.exportPerson((dev.remit.v1.ExportPersonRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ExportPersonResponse>) responseObserver);
          break;
        case METHODID_ERASE_PERSON:
          serviceImpl.erasePerson((dev.remit.v1.ErasePersonRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ErasePersonResponse>) responseObserver);
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
          getDetectPersonalDataMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DetectPersonalDataRequest,
              dev.remit.v1.DetectPersonalDataResponse>(
                service, METHODID_DETECT_PERSONAL_DATA)))
        .addMethod(
          getRedactPersonalDataMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RedactPersonalDataRequest,
              dev.remit.v1.RedactPersonalDataResponse>(
                service, METHODID_REDACT_PERSONAL_DATA)))
        .addMethod(
          getExportPersonMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              dev.remit.v1.ExportPersonRequest,
              dev.remit.v1.ExportPersonResponse>(
                service, METHODID_EXPORT_PERSON)))
        .addMethod(
          getErasePersonMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ErasePersonRequest,
              dev.remit.v1.ErasePersonResponse>(
                service, METHODID_ERASE_PERSON)))
        .build();
  }

  private static abstract class PrivacyServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    PrivacyServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.remit.v1.PrivacyServiceOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("PrivacyService");
    }
  }

  private static final class PrivacyServiceFileDescriptorSupplier
      extends PrivacyServiceBaseDescriptorSupplier {
    PrivacyServiceFileDescriptorSupplier() {}
  }

  private static final class PrivacyServiceMethodDescriptorSupplier
      extends PrivacyServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    PrivacyServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (PrivacyServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new PrivacyServiceFileDescriptorSupplier())
              .addMethod(getDetectPersonalDataMethod())
              .addMethod(getRedactPersonalDataMethod())
              .addMethod(getExportPersonMethod())
              .addMethod(getErasePersonMethod())
              .build();
        }
      }
    }
    return result;
  }
}
