package dev.remit.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * What agents were signed for. A manifest is a ceiling, never a grant.
 * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
 * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
 * `manifest:register`; without it PERMISSION_MISSING. Verifying is a call of PolicyDecisionService.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class ManifestServiceGrpc {

  private ManifestServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "remit.v1.ManifestService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RegisterManifestRequest,
      dev.remit.v1.RegisterManifestResponse> getRegisterManifestMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RegisterManifest",
      requestType = dev.remit.v1.RegisterManifestRequest.class,
      responseType = dev.remit.v1.RegisterManifestResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RegisterManifestRequest,
      dev.remit.v1.RegisterManifestResponse> getRegisterManifestMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RegisterManifestRequest, dev.remit.v1.RegisterManifestResponse> getRegisterManifestMethod;
    if ((getRegisterManifestMethod = ManifestServiceGrpc.getRegisterManifestMethod) == null) {
      synchronized (ManifestServiceGrpc.class) {
        if ((getRegisterManifestMethod = ManifestServiceGrpc.getRegisterManifestMethod) == null) {
          ManifestServiceGrpc.getRegisterManifestMethod = getRegisterManifestMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RegisterManifestRequest, dev.remit.v1.RegisterManifestResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RegisterManifest"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RegisterManifestRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RegisterManifestResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManifestServiceMethodDescriptorSupplier("RegisterManifest"))
              .build();
        }
      }
    }
    return getRegisterManifestMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.SignManifestRequest,
      dev.remit.v1.SignManifestResponse> getSignManifestMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SignManifest",
      requestType = dev.remit.v1.SignManifestRequest.class,
      responseType = dev.remit.v1.SignManifestResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.SignManifestRequest,
      dev.remit.v1.SignManifestResponse> getSignManifestMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.SignManifestRequest, dev.remit.v1.SignManifestResponse> getSignManifestMethod;
    if ((getSignManifestMethod = ManifestServiceGrpc.getSignManifestMethod) == null) {
      synchronized (ManifestServiceGrpc.class) {
        if ((getSignManifestMethod = ManifestServiceGrpc.getSignManifestMethod) == null) {
          ManifestServiceGrpc.getSignManifestMethod = getSignManifestMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.SignManifestRequest, dev.remit.v1.SignManifestResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SignManifest"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SignManifestRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SignManifestResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManifestServiceMethodDescriptorSupplier("SignManifest"))
              .build();
        }
      }
    }
    return getSignManifestMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetManifestRequest,
      dev.remit.v1.GetManifestResponse> getGetManifestMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetManifest",
      requestType = dev.remit.v1.GetManifestRequest.class,
      responseType = dev.remit.v1.GetManifestResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetManifestRequest,
      dev.remit.v1.GetManifestResponse> getGetManifestMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetManifestRequest, dev.remit.v1.GetManifestResponse> getGetManifestMethod;
    if ((getGetManifestMethod = ManifestServiceGrpc.getGetManifestMethod) == null) {
      synchronized (ManifestServiceGrpc.class) {
        if ((getGetManifestMethod = ManifestServiceGrpc.getGetManifestMethod) == null) {
          ManifestServiceGrpc.getGetManifestMethod = getGetManifestMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetManifestRequest, dev.remit.v1.GetManifestResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetManifest"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetManifestRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetManifestResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManifestServiceMethodDescriptorSupplier("GetManifest"))
              .build();
        }
      }
    }
    return getGetManifestMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListManifestsRequest,
      dev.remit.v1.ListManifestsResponse> getListManifestsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListManifests",
      requestType = dev.remit.v1.ListManifestsRequest.class,
      responseType = dev.remit.v1.ListManifestsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListManifestsRequest,
      dev.remit.v1.ListManifestsResponse> getListManifestsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListManifestsRequest, dev.remit.v1.ListManifestsResponse> getListManifestsMethod;
    if ((getListManifestsMethod = ManifestServiceGrpc.getListManifestsMethod) == null) {
      synchronized (ManifestServiceGrpc.class) {
        if ((getListManifestsMethod = ManifestServiceGrpc.getListManifestsMethod) == null) {
          ManifestServiceGrpc.getListManifestsMethod = getListManifestsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListManifestsRequest, dev.remit.v1.ListManifestsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListManifests"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListManifestsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListManifestsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManifestServiceMethodDescriptorSupplier("ListManifests"))
              .build();
        }
      }
    }
    return getListManifestsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RevokeManifestRequest,
      dev.remit.v1.RevokeManifestResponse> getRevokeManifestMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RevokeManifest",
      requestType = dev.remit.v1.RevokeManifestRequest.class,
      responseType = dev.remit.v1.RevokeManifestResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RevokeManifestRequest,
      dev.remit.v1.RevokeManifestResponse> getRevokeManifestMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RevokeManifestRequest, dev.remit.v1.RevokeManifestResponse> getRevokeManifestMethod;
    if ((getRevokeManifestMethod = ManifestServiceGrpc.getRevokeManifestMethod) == null) {
      synchronized (ManifestServiceGrpc.class) {
        if ((getRevokeManifestMethod = ManifestServiceGrpc.getRevokeManifestMethod) == null) {
          ManifestServiceGrpc.getRevokeManifestMethod = getRevokeManifestMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RevokeManifestRequest, dev.remit.v1.RevokeManifestResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RevokeManifest"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RevokeManifestRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RevokeManifestResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManifestServiceMethodDescriptorSupplier("RevokeManifest"))
              .build();
        }
      }
    }
    return getRevokeManifestMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.AddTrustedKeyRequest,
      dev.remit.v1.AddTrustedKeyResponse> getAddTrustedKeyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AddTrustedKey",
      requestType = dev.remit.v1.AddTrustedKeyRequest.class,
      responseType = dev.remit.v1.AddTrustedKeyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.AddTrustedKeyRequest,
      dev.remit.v1.AddTrustedKeyResponse> getAddTrustedKeyMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.AddTrustedKeyRequest, dev.remit.v1.AddTrustedKeyResponse> getAddTrustedKeyMethod;
    if ((getAddTrustedKeyMethod = ManifestServiceGrpc.getAddTrustedKeyMethod) == null) {
      synchronized (ManifestServiceGrpc.class) {
        if ((getAddTrustedKeyMethod = ManifestServiceGrpc.getAddTrustedKeyMethod) == null) {
          ManifestServiceGrpc.getAddTrustedKeyMethod = getAddTrustedKeyMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.AddTrustedKeyRequest, dev.remit.v1.AddTrustedKeyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AddTrustedKey"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.AddTrustedKeyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.AddTrustedKeyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManifestServiceMethodDescriptorSupplier("AddTrustedKey"))
              .build();
        }
      }
    }
    return getAddTrustedKeyMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListTrustedKeysRequest,
      dev.remit.v1.ListTrustedKeysResponse> getListTrustedKeysMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListTrustedKeys",
      requestType = dev.remit.v1.ListTrustedKeysRequest.class,
      responseType = dev.remit.v1.ListTrustedKeysResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListTrustedKeysRequest,
      dev.remit.v1.ListTrustedKeysResponse> getListTrustedKeysMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListTrustedKeysRequest, dev.remit.v1.ListTrustedKeysResponse> getListTrustedKeysMethod;
    if ((getListTrustedKeysMethod = ManifestServiceGrpc.getListTrustedKeysMethod) == null) {
      synchronized (ManifestServiceGrpc.class) {
        if ((getListTrustedKeysMethod = ManifestServiceGrpc.getListTrustedKeysMethod) == null) {
          ManifestServiceGrpc.getListTrustedKeysMethod = getListTrustedKeysMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListTrustedKeysRequest, dev.remit.v1.ListTrustedKeysResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListTrustedKeys"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListTrustedKeysRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListTrustedKeysResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManifestServiceMethodDescriptorSupplier("ListTrustedKeys"))
              .build();
        }
      }
    }
    return getListTrustedKeysMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RevokeTrustedKeyRequest,
      dev.remit.v1.RevokeTrustedKeyResponse> getRevokeTrustedKeyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RevokeTrustedKey",
      requestType = dev.remit.v1.RevokeTrustedKeyRequest.class,
      responseType = dev.remit.v1.RevokeTrustedKeyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RevokeTrustedKeyRequest,
      dev.remit.v1.RevokeTrustedKeyResponse> getRevokeTrustedKeyMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RevokeTrustedKeyRequest, dev.remit.v1.RevokeTrustedKeyResponse> getRevokeTrustedKeyMethod;
    if ((getRevokeTrustedKeyMethod = ManifestServiceGrpc.getRevokeTrustedKeyMethod) == null) {
      synchronized (ManifestServiceGrpc.class) {
        if ((getRevokeTrustedKeyMethod = ManifestServiceGrpc.getRevokeTrustedKeyMethod) == null) {
          ManifestServiceGrpc.getRevokeTrustedKeyMethod = getRevokeTrustedKeyMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RevokeTrustedKeyRequest, dev.remit.v1.RevokeTrustedKeyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RevokeTrustedKey"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RevokeTrustedKeyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RevokeTrustedKeyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManifestServiceMethodDescriptorSupplier("RevokeTrustedKey"))
              .build();
        }
      }
    }
    return getRevokeTrustedKeyMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CheckComplianceRequest,
      dev.remit.v1.CheckComplianceResponse> getCheckComplianceMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CheckCompliance",
      requestType = dev.remit.v1.CheckComplianceRequest.class,
      responseType = dev.remit.v1.CheckComplianceResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CheckComplianceRequest,
      dev.remit.v1.CheckComplianceResponse> getCheckComplianceMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CheckComplianceRequest, dev.remit.v1.CheckComplianceResponse> getCheckComplianceMethod;
    if ((getCheckComplianceMethod = ManifestServiceGrpc.getCheckComplianceMethod) == null) {
      synchronized (ManifestServiceGrpc.class) {
        if ((getCheckComplianceMethod = ManifestServiceGrpc.getCheckComplianceMethod) == null) {
          ManifestServiceGrpc.getCheckComplianceMethod = getCheckComplianceMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CheckComplianceRequest, dev.remit.v1.CheckComplianceResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CheckCompliance"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CheckComplianceRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CheckComplianceResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManifestServiceMethodDescriptorSupplier("CheckCompliance"))
              .build();
        }
      }
    }
    return getCheckComplianceMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static ManifestServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ManifestServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ManifestServiceStub>() {
        @java.lang.Override
        public ManifestServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ManifestServiceStub(channel, callOptions);
        }
      };
    return ManifestServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static ManifestServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ManifestServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ManifestServiceBlockingV2Stub>() {
        @java.lang.Override
        public ManifestServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ManifestServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return ManifestServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static ManifestServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ManifestServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ManifestServiceBlockingStub>() {
        @java.lang.Override
        public ManifestServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ManifestServiceBlockingStub(channel, callOptions);
        }
      };
    return ManifestServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static ManifestServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ManifestServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ManifestServiceFutureStub>() {
        @java.lang.Override
        public ManifestServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ManifestServiceFutureStub(channel, callOptions);
        }
      };
    return ManifestServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * What agents were signed for. A manifest is a ceiling, never a grant.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `manifest:register`; without it PERMISSION_MISSING. Verifying is a call of PolicyDecisionService.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Registers a signed manifest, which then counts for its agent instead of the version before. SIGNATURE_INVALID when
     * it does not verify, DOCUMENT_INVALID when it is no manifest, PRECONDITION_FAILED when a newer version counts.
     * </pre>
     */
    default void registerManifest(dev.remit.v1.RegisterManifestRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RegisterManifestResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRegisterManifestMethod(), responseObserver);
    }

    /**
     * <pre>
     * Signs a document with a key that Remit holds for the tenant. Registers nothing. PRECONDITION_FAILED when the key
     * is revoked, out of time, or held elsewhere.
     * </pre>
     */
    default void signManifest(dev.remit.v1.SignManifestRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SignManifestResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSignManifestMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one manifest. NOT_FOUND when there is none.
     * </pre>
     */
    default void getManifest(dev.remit.v1.GetManifestRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetManifestResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetManifestMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists manifests, newest first.
     * </pre>
     */
    default void listManifests(dev.remit.v1.ListManifestsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListManifestsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListManifestsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a manifest for good; no older version takes its place. A revoked one: changes nothing.
     * </pre>
     */
    default void revokeManifest(dev.remit.v1.RevokeManifestRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RevokeManifestResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRevokeManifestMethod(), responseObserver);
    }

    /**
     * <pre>
     * Trusts a key for manifests, given or made here. ALREADY_EXISTS when the key or its id is there.
     * </pre>
     */
    default void addTrustedKey(dev.remit.v1.AddTrustedKeyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.AddTrustedKeyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAddTrustedKeyMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists trusted keys by id, revoked ones too.
     * </pre>
     */
    default void listTrustedKeys(dev.remit.v1.ListTrustedKeysRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListTrustedKeysResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListTrustedKeysMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends the trust in a key, and with it every manifest that it signed. A revoked one: changes nothing.
     * </pre>
     */
    default void revokeTrustedKey(dev.remit.v1.RevokeTrustedKeyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RevokeTrustedKeyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRevokeTrustedKeyMethod(), responseObserver);
    }

    /**
     * <pre>
     * Compares manifests with what they claim to comply with and with the tenant's policy. Changes nothing.
     * </pre>
     */
    default void checkCompliance(dev.remit.v1.CheckComplianceRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CheckComplianceResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCheckComplianceMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service ManifestService.
   * <pre>
   * What agents were signed for. A manifest is a ceiling, never a grant.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `manifest:register`; without it PERMISSION_MISSING. Verifying is a call of PolicyDecisionService.
   * </pre>
   */
  public static abstract class ManifestServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return ManifestServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service ManifestService.
   * <pre>
   * What agents were signed for. A manifest is a ceiling, never a grant.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `manifest:register`; without it PERMISSION_MISSING. Verifying is a call of PolicyDecisionService.
   * </pre>
   */
  public static final class ManifestServiceStub
      extends io.grpc.stub.AbstractAsyncStub<ManifestServiceStub> {
    private ManifestServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ManifestServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ManifestServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Registers a signed manifest, which then counts for its agent instead of the version before. SIGNATURE_INVALID when
     * it does not verify, DOCUMENT_INVALID when it is no manifest, PRECONDITION_FAILED when a newer version counts.
     * </pre>
     */
    public void registerManifest(dev.remit.v1.RegisterManifestRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RegisterManifestResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRegisterManifestMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Signs a document with a key that Remit holds for the tenant. Registers nothing. PRECONDITION_FAILED when the key
     * is revoked, out of time, or held elsewhere.
     * </pre>
     */
    public void signManifest(dev.remit.v1.SignManifestRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SignManifestResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSignManifestMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one manifest. NOT_FOUND when there is none.
     * </pre>
     */
    public void getManifest(dev.remit.v1.GetManifestRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetManifestResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetManifestMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists manifests, newest first.
     * </pre>
     */
    public void listManifests(dev.remit.v1.ListManifestsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListManifestsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListManifestsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a manifest for good; no older version takes its place. A revoked one: changes nothing.
     * </pre>
     */
    public void revokeManifest(dev.remit.v1.RevokeManifestRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RevokeManifestResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRevokeManifestMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Trusts a key for manifests, given or made here. ALREADY_EXISTS when the key or its id is there.
     * </pre>
     */
    public void addTrustedKey(dev.remit.v1.AddTrustedKeyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.AddTrustedKeyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAddTrustedKeyMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists trusted keys by id, revoked ones too.
     * </pre>
     */
    public void listTrustedKeys(dev.remit.v1.ListTrustedKeysRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListTrustedKeysResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListTrustedKeysMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends the trust in a key, and with it every manifest that it signed. A revoked one: changes nothing.
     * </pre>
     */
    public void revokeTrustedKey(dev.remit.v1.RevokeTrustedKeyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RevokeTrustedKeyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRevokeTrustedKeyMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Compares manifests with what they claim to comply with and with the tenant's policy. Changes nothing.
     * </pre>
     */
    public void checkCompliance(dev.remit.v1.CheckComplianceRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CheckComplianceResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCheckComplianceMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service ManifestService.
   * <pre>
   * What agents were signed for. A manifest is a ceiling, never a grant.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `manifest:register`; without it PERMISSION_MISSING. Verifying is a call of PolicyDecisionService.
   * </pre>
   */
  public static final class ManifestServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<ManifestServiceBlockingV2Stub> {
    private ManifestServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ManifestServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ManifestServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Registers a signed manifest, which then counts for its agent instead of the version before. SIGNATURE_INVALID when
     * it does not verify, DOCUMENT_INVALID when it is no manifest, PRECONDITION_FAILED when a newer version counts.
     * </pre>
     */
    public dev.remit.v1.RegisterManifestResponse registerManifest(dev.remit.v1.RegisterManifestRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRegisterManifestMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Signs a document with a key that Remit holds for the tenant. Registers nothing. PRECONDITION_FAILED when the key
     * is revoked, out of time, or held elsewhere.
     * </pre>
     */
    public dev.remit.v1.SignManifestResponse signManifest(dev.remit.v1.SignManifestRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSignManifestMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one manifest. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetManifestResponse getManifest(dev.remit.v1.GetManifestRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetManifestMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists manifests, newest first.
     * </pre>
     */
    public dev.remit.v1.ListManifestsResponse listManifests(dev.remit.v1.ListManifestsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListManifestsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a manifest for good; no older version takes its place. A revoked one: changes nothing.
     * </pre>
     */
    public dev.remit.v1.RevokeManifestResponse revokeManifest(dev.remit.v1.RevokeManifestRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRevokeManifestMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Trusts a key for manifests, given or made here. ALREADY_EXISTS when the key or its id is there.
     * </pre>
     */
    public dev.remit.v1.AddTrustedKeyResponse addTrustedKey(dev.remit.v1.AddTrustedKeyRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAddTrustedKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists trusted keys by id, revoked ones too.
     * </pre>
     */
    public dev.remit.v1.ListTrustedKeysResponse listTrustedKeys(dev.remit.v1.ListTrustedKeysRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListTrustedKeysMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends the trust in a key, and with it every manifest that it signed. A revoked one: changes nothing.
     * </pre>
     */
    public dev.remit.v1.RevokeTrustedKeyResponse revokeTrustedKey(dev.remit.v1.RevokeTrustedKeyRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRevokeTrustedKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Compares manifests with what they claim to comply with and with the tenant's policy. Changes nothing.
     * </pre>
     */
    public dev.remit.v1.CheckComplianceResponse checkCompliance(dev.remit.v1.CheckComplianceRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCheckComplianceMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service ManifestService.
   * <pre>
   * What agents were signed for. A manifest is a ceiling, never a grant.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `manifest:register`; without it PERMISSION_MISSING. Verifying is a call of PolicyDecisionService.
   * </pre>
   */
  public static final class ManifestServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<ManifestServiceBlockingStub> {
    private ManifestServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ManifestServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ManifestServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Registers a signed manifest, which then counts for its agent instead of the version before. SIGNATURE_INVALID when
     * it does not verify, DOCUMENT_INVALID when it is no manifest, PRECONDITION_FAILED when a newer version counts.
     * </pre>
     */
    public dev.remit.v1.RegisterManifestResponse registerManifest(dev.remit.v1.RegisterManifestRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRegisterManifestMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Signs a document with a key that Remit holds for the tenant. Registers nothing. PRECONDITION_FAILED when the key
     * is revoked, out of time, or held elsewhere.
     * </pre>
     */
    public dev.remit.v1.SignManifestResponse signManifest(dev.remit.v1.SignManifestRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSignManifestMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one manifest. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetManifestResponse getManifest(dev.remit.v1.GetManifestRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetManifestMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists manifests, newest first.
     * </pre>
     */
    public dev.remit.v1.ListManifestsResponse listManifests(dev.remit.v1.ListManifestsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListManifestsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a manifest for good; no older version takes its place. A revoked one: changes nothing.
     * </pre>
     */
    public dev.remit.v1.RevokeManifestResponse revokeManifest(dev.remit.v1.RevokeManifestRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRevokeManifestMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Trusts a key for manifests, given or made here. ALREADY_EXISTS when the key or its id is there.
     * </pre>
     */
    public dev.remit.v1.AddTrustedKeyResponse addTrustedKey(dev.remit.v1.AddTrustedKeyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAddTrustedKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists trusted keys by id, revoked ones too.
     * </pre>
     */
    public dev.remit.v1.ListTrustedKeysResponse listTrustedKeys(dev.remit.v1.ListTrustedKeysRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListTrustedKeysMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends the trust in a key, and with it every manifest that it signed. A revoked one: changes nothing.
     * </pre>
     */
    public dev.remit.v1.RevokeTrustedKeyResponse revokeTrustedKey(dev.remit.v1.RevokeTrustedKeyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRevokeTrustedKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Compares manifests with what they claim to comply with and with the tenant's policy. Changes nothing.
     * </pre>
     */
    public dev.remit.v1.CheckComplianceResponse checkCompliance(dev.remit.v1.CheckComplianceRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCheckComplianceMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service ManifestService.
   * <pre>
   * What agents were signed for. A manifest is a ceiling, never a grant.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `manifest:register`; without it PERMISSION_MISSING. Verifying is a call of PolicyDecisionService.
   * </pre>
   */
  public static final class ManifestServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<ManifestServiceFutureStub> {
    private ManifestServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ManifestServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ManifestServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Registers a signed manifest, which then counts for its agent instead of the version before. SIGNATURE_INVALID when
     * it does not verify, DOCUMENT_INVALID when it is no manifest, PRECONDITION_FAILED when a newer version counts.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RegisterManifestResponse> registerManifest(
        dev.remit.v1.RegisterManifestRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRegisterManifestMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Signs a document with a key that Remit holds for the tenant. Registers nothing. PRECONDITION_FAILED when the key
     * is revoked, out of time, or held elsewhere.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.SignManifestResponse> signManifest(
        dev.remit.v1.SignManifestRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSignManifestMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one manifest. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetManifestResponse> getManifest(
        dev.remit.v1.GetManifestRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetManifestMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists manifests, newest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListManifestsResponse> listManifests(
        dev.remit.v1.ListManifestsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListManifestsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a manifest for good; no older version takes its place. A revoked one: changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RevokeManifestResponse> revokeManifest(
        dev.remit.v1.RevokeManifestRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRevokeManifestMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Trusts a key for manifests, given or made here. ALREADY_EXISTS when the key or its id is there.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.AddTrustedKeyResponse> addTrustedKey(
        dev.remit.v1.AddTrustedKeyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAddTrustedKeyMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists trusted keys by id, revoked ones too.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListTrustedKeysResponse> listTrustedKeys(
        dev.remit.v1.ListTrustedKeysRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListTrustedKeysMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends the trust in a key, and with it every manifest that it signed. A revoked one: changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RevokeTrustedKeyResponse> revokeTrustedKey(
        dev.remit.v1.RevokeTrustedKeyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRevokeTrustedKeyMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Compares manifests with what they claim to comply with and with the tenant's policy. Changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CheckComplianceResponse> checkCompliance(
        dev.remit.v1.CheckComplianceRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCheckComplianceMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_REGISTER_MANIFEST = 0;
  private static final int METHODID_SIGN_MANIFEST = 1;
  private static final int METHODID_GET_MANIFEST = 2;
  private static final int METHODID_LIST_MANIFESTS = 3;
  private static final int METHODID_REVOKE_MANIFEST = 4;
  private static final int METHODID_ADD_TRUSTED_KEY = 5;
  private static final int METHODID_LIST_TRUSTED_KEYS = 6;
  private static final int METHODID_REVOKE_TRUSTED_KEY = 7;
  private static final int METHODID_CHECK_COMPLIANCE = 8;

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
        case METHODID_REGISTER_MANIFEST:
          serviceImpl.registerManifest((dev.remit.v1.RegisterManifestRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RegisterManifestResponse>) responseObserver);
          break;
        case METHODID_SIGN_MANIFEST:
          serviceImpl.signManifest((dev.remit.v1.SignManifestRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.SignManifestResponse>) responseObserver);
          break;
        case METHODID_GET_MANIFEST:
          serviceImpl.getManifest((dev.remit.v1.GetManifestRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetManifestResponse>) responseObserver);
          break;
        case METHODID_LIST_MANIFESTS:
          serviceImpl.listManifests((dev.remit.v1.ListManifestsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListManifestsResponse>) responseObserver);
          break;
        case METHODID_REVOKE_MANIFEST:
          serviceImpl.revokeManifest((dev.remit.v1.RevokeManifestRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RevokeManifestResponse>) responseObserver);
          break;
        case METHODID_ADD_TRUSTED_KEY:
          serviceImpl.addTrustedKey((dev.remit.v1.AddTrustedKeyRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.AddTrustedKeyResponse>) responseObserver);
          break;
        case METHODID_LIST_TRUSTED_KEYS:
          serviceImpl.listTrustedKeys((dev.remit.v1.ListTrustedKeysRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListTrustedKeysResponse>) responseObserver);
          break;
        case METHODID_REVOKE_TRUSTED_KEY:
          serviceImpl.revokeTrustedKey((dev.remit.v1.RevokeTrustedKeyRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RevokeTrustedKeyResponse>) responseObserver);
          break;
        case METHODID_CHECK_COMPLIANCE:
          serviceImpl.checkCompliance((dev.remit.v1.CheckComplianceRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CheckComplianceResponse>) responseObserver);
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
          getRegisterManifestMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RegisterManifestRequest,
              dev.remit.v1.RegisterManifestResponse>(
                service, METHODID_REGISTER_MANIFEST)))
        .addMethod(
          getSignManifestMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.SignManifestRequest,
              dev.remit.v1.SignManifestResponse>(
                service, METHODID_SIGN_MANIFEST)))
        .addMethod(
          getGetManifestMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetManifestRequest,
              dev.remit.v1.GetManifestResponse>(
                service, METHODID_GET_MANIFEST)))
        .addMethod(
          getListManifestsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListManifestsRequest,
              dev.remit.v1.ListManifestsResponse>(
                service, METHODID_LIST_MANIFESTS)))
        .addMethod(
          getRevokeManifestMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RevokeManifestRequest,
              dev.remit.v1.RevokeManifestResponse>(
                service, METHODID_REVOKE_MANIFEST)))
        .addMethod(
          getAddTrustedKeyMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.AddTrustedKeyRequest,
              dev.remit.v1.AddTrustedKeyResponse>(
                service, METHODID_ADD_TRUSTED_KEY)))
        .addMethod(
          getListTrustedKeysMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListTrustedKeysRequest,
              dev.remit.v1.ListTrustedKeysResponse>(
                service, METHODID_LIST_TRUSTED_KEYS)))
        .addMethod(
          getRevokeTrustedKeyMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RevokeTrustedKeyRequest,
              dev.remit.v1.RevokeTrustedKeyResponse>(
                service, METHODID_REVOKE_TRUSTED_KEY)))
        .addMethod(
          getCheckComplianceMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CheckComplianceRequest,
              dev.remit.v1.CheckComplianceResponse>(
                service, METHODID_CHECK_COMPLIANCE)))
        .build();
  }

  private static abstract class ManifestServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    ManifestServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.remit.v1.ManifestServiceOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("ManifestService");
    }
  }

  private static final class ManifestServiceFileDescriptorSupplier
      extends ManifestServiceBaseDescriptorSupplier {
    ManifestServiceFileDescriptorSupplier() {}
  }

  private static final class ManifestServiceMethodDescriptorSupplier
      extends ManifestServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    ManifestServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (ManifestServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new ManifestServiceFileDescriptorSupplier())
              .addMethod(getRegisterManifestMethod())
              .addMethod(getSignManifestMethod())
              .addMethod(getGetManifestMethod())
              .addMethod(getListManifestsMethod())
              .addMethod(getRevokeManifestMethod())
              .addMethod(getAddTrustedKeyMethod())
              .addMethod(getListTrustedKeysMethod())
              .addMethod(getRevokeTrustedKeyMethod())
              .addMethod(getCheckComplianceMethod())
              .build();
        }
      }
    }
    return result;
  }
}
