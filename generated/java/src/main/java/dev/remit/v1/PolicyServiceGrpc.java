package dev.remit.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * What is allowed: roles and who holds them, guardrails, limits of pace, sandboxes, and how a change would turn out.
 * A write holds for every decision that begins after it, on every replica, within a second. The tenant comes from the
 * credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
 * TENANT_MISMATCH. Each call needs the permission that its name says, such as `role:create`; without it
 * PERMISSION_MISSING. Nobody can grant by a write what the writer does not hold: PERMISSION_MISSING.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class PolicyServiceGrpc {

  private PolicyServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "remit.v1.PolicyService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateRoleRequest,
      dev.remit.v1.CreateRoleResponse> getCreateRoleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateRole",
      requestType = dev.remit.v1.CreateRoleRequest.class,
      responseType = dev.remit.v1.CreateRoleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateRoleRequest,
      dev.remit.v1.CreateRoleResponse> getCreateRoleMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateRoleRequest, dev.remit.v1.CreateRoleResponse> getCreateRoleMethod;
    if ((getCreateRoleMethod = PolicyServiceGrpc.getCreateRoleMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getCreateRoleMethod = PolicyServiceGrpc.getCreateRoleMethod) == null) {
          PolicyServiceGrpc.getCreateRoleMethod = getCreateRoleMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateRoleRequest, dev.remit.v1.CreateRoleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateRole"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateRoleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateRoleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("CreateRole"))
              .build();
        }
      }
    }
    return getCreateRoleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetRoleRequest,
      dev.remit.v1.GetRoleResponse> getGetRoleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetRole",
      requestType = dev.remit.v1.GetRoleRequest.class,
      responseType = dev.remit.v1.GetRoleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetRoleRequest,
      dev.remit.v1.GetRoleResponse> getGetRoleMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetRoleRequest, dev.remit.v1.GetRoleResponse> getGetRoleMethod;
    if ((getGetRoleMethod = PolicyServiceGrpc.getGetRoleMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getGetRoleMethod = PolicyServiceGrpc.getGetRoleMethod) == null) {
          PolicyServiceGrpc.getGetRoleMethod = getGetRoleMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetRoleRequest, dev.remit.v1.GetRoleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetRole"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetRoleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetRoleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("GetRole"))
              .build();
        }
      }
    }
    return getGetRoleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListRolesRequest,
      dev.remit.v1.ListRolesResponse> getListRolesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListRoles",
      requestType = dev.remit.v1.ListRolesRequest.class,
      responseType = dev.remit.v1.ListRolesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListRolesRequest,
      dev.remit.v1.ListRolesResponse> getListRolesMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListRolesRequest, dev.remit.v1.ListRolesResponse> getListRolesMethod;
    if ((getListRolesMethod = PolicyServiceGrpc.getListRolesMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getListRolesMethod = PolicyServiceGrpc.getListRolesMethod) == null) {
          PolicyServiceGrpc.getListRolesMethod = getListRolesMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListRolesRequest, dev.remit.v1.ListRolesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListRoles"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListRolesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListRolesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("ListRoles"))
              .build();
        }
      }
    }
    return getListRolesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.UpdateRoleRequest,
      dev.remit.v1.UpdateRoleResponse> getUpdateRoleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateRole",
      requestType = dev.remit.v1.UpdateRoleRequest.class,
      responseType = dev.remit.v1.UpdateRoleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.UpdateRoleRequest,
      dev.remit.v1.UpdateRoleResponse> getUpdateRoleMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.UpdateRoleRequest, dev.remit.v1.UpdateRoleResponse> getUpdateRoleMethod;
    if ((getUpdateRoleMethod = PolicyServiceGrpc.getUpdateRoleMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getUpdateRoleMethod = PolicyServiceGrpc.getUpdateRoleMethod) == null) {
          PolicyServiceGrpc.getUpdateRoleMethod = getUpdateRoleMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.UpdateRoleRequest, dev.remit.v1.UpdateRoleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateRole"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateRoleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateRoleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("UpdateRole"))
              .build();
        }
      }
    }
    return getUpdateRoleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeleteRoleRequest,
      dev.remit.v1.DeleteRoleResponse> getDeleteRoleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteRole",
      requestType = dev.remit.v1.DeleteRoleRequest.class,
      responseType = dev.remit.v1.DeleteRoleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeleteRoleRequest,
      dev.remit.v1.DeleteRoleResponse> getDeleteRoleMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeleteRoleRequest, dev.remit.v1.DeleteRoleResponse> getDeleteRoleMethod;
    if ((getDeleteRoleMethod = PolicyServiceGrpc.getDeleteRoleMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getDeleteRoleMethod = PolicyServiceGrpc.getDeleteRoleMethod) == null) {
          PolicyServiceGrpc.getDeleteRoleMethod = getDeleteRoleMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeleteRoleRequest, dev.remit.v1.DeleteRoleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteRole"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteRoleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteRoleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("DeleteRole"))
              .build();
        }
      }
    }
    return getDeleteRoleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateBindingRequest,
      dev.remit.v1.CreateBindingResponse> getCreateBindingMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateBinding",
      requestType = dev.remit.v1.CreateBindingRequest.class,
      responseType = dev.remit.v1.CreateBindingResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateBindingRequest,
      dev.remit.v1.CreateBindingResponse> getCreateBindingMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateBindingRequest, dev.remit.v1.CreateBindingResponse> getCreateBindingMethod;
    if ((getCreateBindingMethod = PolicyServiceGrpc.getCreateBindingMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getCreateBindingMethod = PolicyServiceGrpc.getCreateBindingMethod) == null) {
          PolicyServiceGrpc.getCreateBindingMethod = getCreateBindingMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateBindingRequest, dev.remit.v1.CreateBindingResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateBinding"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateBindingRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateBindingResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("CreateBinding"))
              .build();
        }
      }
    }
    return getCreateBindingMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListBindingsRequest,
      dev.remit.v1.ListBindingsResponse> getListBindingsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListBindings",
      requestType = dev.remit.v1.ListBindingsRequest.class,
      responseType = dev.remit.v1.ListBindingsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListBindingsRequest,
      dev.remit.v1.ListBindingsResponse> getListBindingsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListBindingsRequest, dev.remit.v1.ListBindingsResponse> getListBindingsMethod;
    if ((getListBindingsMethod = PolicyServiceGrpc.getListBindingsMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getListBindingsMethod = PolicyServiceGrpc.getListBindingsMethod) == null) {
          PolicyServiceGrpc.getListBindingsMethod = getListBindingsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListBindingsRequest, dev.remit.v1.ListBindingsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListBindings"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListBindingsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListBindingsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("ListBindings"))
              .build();
        }
      }
    }
    return getListBindingsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeleteBindingRequest,
      dev.remit.v1.DeleteBindingResponse> getDeleteBindingMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteBinding",
      requestType = dev.remit.v1.DeleteBindingRequest.class,
      responseType = dev.remit.v1.DeleteBindingResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeleteBindingRequest,
      dev.remit.v1.DeleteBindingResponse> getDeleteBindingMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeleteBindingRequest, dev.remit.v1.DeleteBindingResponse> getDeleteBindingMethod;
    if ((getDeleteBindingMethod = PolicyServiceGrpc.getDeleteBindingMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getDeleteBindingMethod = PolicyServiceGrpc.getDeleteBindingMethod) == null) {
          PolicyServiceGrpc.getDeleteBindingMethod = getDeleteBindingMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeleteBindingRequest, dev.remit.v1.DeleteBindingResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteBinding"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteBindingRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteBindingResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("DeleteBinding"))
              .build();
        }
      }
    }
    return getDeleteBindingMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateGuardrailRequest,
      dev.remit.v1.CreateGuardrailResponse> getCreateGuardrailMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateGuardrail",
      requestType = dev.remit.v1.CreateGuardrailRequest.class,
      responseType = dev.remit.v1.CreateGuardrailResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateGuardrailRequest,
      dev.remit.v1.CreateGuardrailResponse> getCreateGuardrailMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateGuardrailRequest, dev.remit.v1.CreateGuardrailResponse> getCreateGuardrailMethod;
    if ((getCreateGuardrailMethod = PolicyServiceGrpc.getCreateGuardrailMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getCreateGuardrailMethod = PolicyServiceGrpc.getCreateGuardrailMethod) == null) {
          PolicyServiceGrpc.getCreateGuardrailMethod = getCreateGuardrailMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateGuardrailRequest, dev.remit.v1.CreateGuardrailResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateGuardrail"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateGuardrailRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateGuardrailResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("CreateGuardrail"))
              .build();
        }
      }
    }
    return getCreateGuardrailMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetGuardrailRequest,
      dev.remit.v1.GetGuardrailResponse> getGetGuardrailMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetGuardrail",
      requestType = dev.remit.v1.GetGuardrailRequest.class,
      responseType = dev.remit.v1.GetGuardrailResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetGuardrailRequest,
      dev.remit.v1.GetGuardrailResponse> getGetGuardrailMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetGuardrailRequest, dev.remit.v1.GetGuardrailResponse> getGetGuardrailMethod;
    if ((getGetGuardrailMethod = PolicyServiceGrpc.getGetGuardrailMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getGetGuardrailMethod = PolicyServiceGrpc.getGetGuardrailMethod) == null) {
          PolicyServiceGrpc.getGetGuardrailMethod = getGetGuardrailMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetGuardrailRequest, dev.remit.v1.GetGuardrailResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetGuardrail"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetGuardrailRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetGuardrailResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("GetGuardrail"))
              .build();
        }
      }
    }
    return getGetGuardrailMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListGuardrailsRequest,
      dev.remit.v1.ListGuardrailsResponse> getListGuardrailsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListGuardrails",
      requestType = dev.remit.v1.ListGuardrailsRequest.class,
      responseType = dev.remit.v1.ListGuardrailsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListGuardrailsRequest,
      dev.remit.v1.ListGuardrailsResponse> getListGuardrailsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListGuardrailsRequest, dev.remit.v1.ListGuardrailsResponse> getListGuardrailsMethod;
    if ((getListGuardrailsMethod = PolicyServiceGrpc.getListGuardrailsMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getListGuardrailsMethod = PolicyServiceGrpc.getListGuardrailsMethod) == null) {
          PolicyServiceGrpc.getListGuardrailsMethod = getListGuardrailsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListGuardrailsRequest, dev.remit.v1.ListGuardrailsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListGuardrails"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListGuardrailsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListGuardrailsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("ListGuardrails"))
              .build();
        }
      }
    }
    return getListGuardrailsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.UpdateGuardrailRequest,
      dev.remit.v1.UpdateGuardrailResponse> getUpdateGuardrailMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateGuardrail",
      requestType = dev.remit.v1.UpdateGuardrailRequest.class,
      responseType = dev.remit.v1.UpdateGuardrailResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.UpdateGuardrailRequest,
      dev.remit.v1.UpdateGuardrailResponse> getUpdateGuardrailMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.UpdateGuardrailRequest, dev.remit.v1.UpdateGuardrailResponse> getUpdateGuardrailMethod;
    if ((getUpdateGuardrailMethod = PolicyServiceGrpc.getUpdateGuardrailMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getUpdateGuardrailMethod = PolicyServiceGrpc.getUpdateGuardrailMethod) == null) {
          PolicyServiceGrpc.getUpdateGuardrailMethod = getUpdateGuardrailMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.UpdateGuardrailRequest, dev.remit.v1.UpdateGuardrailResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateGuardrail"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateGuardrailRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateGuardrailResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("UpdateGuardrail"))
              .build();
        }
      }
    }
    return getUpdateGuardrailMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeleteGuardrailRequest,
      dev.remit.v1.DeleteGuardrailResponse> getDeleteGuardrailMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteGuardrail",
      requestType = dev.remit.v1.DeleteGuardrailRequest.class,
      responseType = dev.remit.v1.DeleteGuardrailResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeleteGuardrailRequest,
      dev.remit.v1.DeleteGuardrailResponse> getDeleteGuardrailMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeleteGuardrailRequest, dev.remit.v1.DeleteGuardrailResponse> getDeleteGuardrailMethod;
    if ((getDeleteGuardrailMethod = PolicyServiceGrpc.getDeleteGuardrailMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getDeleteGuardrailMethod = PolicyServiceGrpc.getDeleteGuardrailMethod) == null) {
          PolicyServiceGrpc.getDeleteGuardrailMethod = getDeleteGuardrailMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeleteGuardrailRequest, dev.remit.v1.DeleteGuardrailResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteGuardrail"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteGuardrailRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteGuardrailResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("DeleteGuardrail"))
              .build();
        }
      }
    }
    return getDeleteGuardrailMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateRateLimitRequest,
      dev.remit.v1.CreateRateLimitResponse> getCreateRateLimitMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateRateLimit",
      requestType = dev.remit.v1.CreateRateLimitRequest.class,
      responseType = dev.remit.v1.CreateRateLimitResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateRateLimitRequest,
      dev.remit.v1.CreateRateLimitResponse> getCreateRateLimitMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateRateLimitRequest, dev.remit.v1.CreateRateLimitResponse> getCreateRateLimitMethod;
    if ((getCreateRateLimitMethod = PolicyServiceGrpc.getCreateRateLimitMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getCreateRateLimitMethod = PolicyServiceGrpc.getCreateRateLimitMethod) == null) {
          PolicyServiceGrpc.getCreateRateLimitMethod = getCreateRateLimitMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateRateLimitRequest, dev.remit.v1.CreateRateLimitResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateRateLimit"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateRateLimitRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateRateLimitResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("CreateRateLimit"))
              .build();
        }
      }
    }
    return getCreateRateLimitMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListRateLimitsRequest,
      dev.remit.v1.ListRateLimitsResponse> getListRateLimitsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListRateLimits",
      requestType = dev.remit.v1.ListRateLimitsRequest.class,
      responseType = dev.remit.v1.ListRateLimitsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListRateLimitsRequest,
      dev.remit.v1.ListRateLimitsResponse> getListRateLimitsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListRateLimitsRequest, dev.remit.v1.ListRateLimitsResponse> getListRateLimitsMethod;
    if ((getListRateLimitsMethod = PolicyServiceGrpc.getListRateLimitsMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getListRateLimitsMethod = PolicyServiceGrpc.getListRateLimitsMethod) == null) {
          PolicyServiceGrpc.getListRateLimitsMethod = getListRateLimitsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListRateLimitsRequest, dev.remit.v1.ListRateLimitsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListRateLimits"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListRateLimitsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListRateLimitsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("ListRateLimits"))
              .build();
        }
      }
    }
    return getListRateLimitsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.UpdateRateLimitRequest,
      dev.remit.v1.UpdateRateLimitResponse> getUpdateRateLimitMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateRateLimit",
      requestType = dev.remit.v1.UpdateRateLimitRequest.class,
      responseType = dev.remit.v1.UpdateRateLimitResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.UpdateRateLimitRequest,
      dev.remit.v1.UpdateRateLimitResponse> getUpdateRateLimitMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.UpdateRateLimitRequest, dev.remit.v1.UpdateRateLimitResponse> getUpdateRateLimitMethod;
    if ((getUpdateRateLimitMethod = PolicyServiceGrpc.getUpdateRateLimitMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getUpdateRateLimitMethod = PolicyServiceGrpc.getUpdateRateLimitMethod) == null) {
          PolicyServiceGrpc.getUpdateRateLimitMethod = getUpdateRateLimitMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.UpdateRateLimitRequest, dev.remit.v1.UpdateRateLimitResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateRateLimit"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateRateLimitRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateRateLimitResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("UpdateRateLimit"))
              .build();
        }
      }
    }
    return getUpdateRateLimitMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeleteRateLimitRequest,
      dev.remit.v1.DeleteRateLimitResponse> getDeleteRateLimitMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteRateLimit",
      requestType = dev.remit.v1.DeleteRateLimitRequest.class,
      responseType = dev.remit.v1.DeleteRateLimitResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeleteRateLimitRequest,
      dev.remit.v1.DeleteRateLimitResponse> getDeleteRateLimitMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeleteRateLimitRequest, dev.remit.v1.DeleteRateLimitResponse> getDeleteRateLimitMethod;
    if ((getDeleteRateLimitMethod = PolicyServiceGrpc.getDeleteRateLimitMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getDeleteRateLimitMethod = PolicyServiceGrpc.getDeleteRateLimitMethod) == null) {
          PolicyServiceGrpc.getDeleteRateLimitMethod = getDeleteRateLimitMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeleteRateLimitRequest, dev.remit.v1.DeleteRateLimitResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteRateLimit"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteRateLimitRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteRateLimitResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("DeleteRateLimit"))
              .build();
        }
      }
    }
    return getDeleteRateLimitMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateSandboxProfileRequest,
      dev.remit.v1.CreateSandboxProfileResponse> getCreateSandboxProfileMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateSandboxProfile",
      requestType = dev.remit.v1.CreateSandboxProfileRequest.class,
      responseType = dev.remit.v1.CreateSandboxProfileResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateSandboxProfileRequest,
      dev.remit.v1.CreateSandboxProfileResponse> getCreateSandboxProfileMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateSandboxProfileRequest, dev.remit.v1.CreateSandboxProfileResponse> getCreateSandboxProfileMethod;
    if ((getCreateSandboxProfileMethod = PolicyServiceGrpc.getCreateSandboxProfileMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getCreateSandboxProfileMethod = PolicyServiceGrpc.getCreateSandboxProfileMethod) == null) {
          PolicyServiceGrpc.getCreateSandboxProfileMethod = getCreateSandboxProfileMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateSandboxProfileRequest, dev.remit.v1.CreateSandboxProfileResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateSandboxProfile"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateSandboxProfileRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateSandboxProfileResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("CreateSandboxProfile"))
              .build();
        }
      }
    }
    return getCreateSandboxProfileMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetSandboxProfileRequest,
      dev.remit.v1.GetSandboxProfileResponse> getGetSandboxProfileMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetSandboxProfile",
      requestType = dev.remit.v1.GetSandboxProfileRequest.class,
      responseType = dev.remit.v1.GetSandboxProfileResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetSandboxProfileRequest,
      dev.remit.v1.GetSandboxProfileResponse> getGetSandboxProfileMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetSandboxProfileRequest, dev.remit.v1.GetSandboxProfileResponse> getGetSandboxProfileMethod;
    if ((getGetSandboxProfileMethod = PolicyServiceGrpc.getGetSandboxProfileMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getGetSandboxProfileMethod = PolicyServiceGrpc.getGetSandboxProfileMethod) == null) {
          PolicyServiceGrpc.getGetSandboxProfileMethod = getGetSandboxProfileMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetSandboxProfileRequest, dev.remit.v1.GetSandboxProfileResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetSandboxProfile"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetSandboxProfileRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetSandboxProfileResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("GetSandboxProfile"))
              .build();
        }
      }
    }
    return getGetSandboxProfileMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListSandboxProfilesRequest,
      dev.remit.v1.ListSandboxProfilesResponse> getListSandboxProfilesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListSandboxProfiles",
      requestType = dev.remit.v1.ListSandboxProfilesRequest.class,
      responseType = dev.remit.v1.ListSandboxProfilesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListSandboxProfilesRequest,
      dev.remit.v1.ListSandboxProfilesResponse> getListSandboxProfilesMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListSandboxProfilesRequest, dev.remit.v1.ListSandboxProfilesResponse> getListSandboxProfilesMethod;
    if ((getListSandboxProfilesMethod = PolicyServiceGrpc.getListSandboxProfilesMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getListSandboxProfilesMethod = PolicyServiceGrpc.getListSandboxProfilesMethod) == null) {
          PolicyServiceGrpc.getListSandboxProfilesMethod = getListSandboxProfilesMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListSandboxProfilesRequest, dev.remit.v1.ListSandboxProfilesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListSandboxProfiles"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListSandboxProfilesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListSandboxProfilesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("ListSandboxProfiles"))
              .build();
        }
      }
    }
    return getListSandboxProfilesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.UpdateSandboxProfileRequest,
      dev.remit.v1.UpdateSandboxProfileResponse> getUpdateSandboxProfileMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateSandboxProfile",
      requestType = dev.remit.v1.UpdateSandboxProfileRequest.class,
      responseType = dev.remit.v1.UpdateSandboxProfileResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.UpdateSandboxProfileRequest,
      dev.remit.v1.UpdateSandboxProfileResponse> getUpdateSandboxProfileMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.UpdateSandboxProfileRequest, dev.remit.v1.UpdateSandboxProfileResponse> getUpdateSandboxProfileMethod;
    if ((getUpdateSandboxProfileMethod = PolicyServiceGrpc.getUpdateSandboxProfileMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getUpdateSandboxProfileMethod = PolicyServiceGrpc.getUpdateSandboxProfileMethod) == null) {
          PolicyServiceGrpc.getUpdateSandboxProfileMethod = getUpdateSandboxProfileMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.UpdateSandboxProfileRequest, dev.remit.v1.UpdateSandboxProfileResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateSandboxProfile"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateSandboxProfileRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateSandboxProfileResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("UpdateSandboxProfile"))
              .build();
        }
      }
    }
    return getUpdateSandboxProfileMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeleteSandboxProfileRequest,
      dev.remit.v1.DeleteSandboxProfileResponse> getDeleteSandboxProfileMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteSandboxProfile",
      requestType = dev.remit.v1.DeleteSandboxProfileRequest.class,
      responseType = dev.remit.v1.DeleteSandboxProfileResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeleteSandboxProfileRequest,
      dev.remit.v1.DeleteSandboxProfileResponse> getDeleteSandboxProfileMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeleteSandboxProfileRequest, dev.remit.v1.DeleteSandboxProfileResponse> getDeleteSandboxProfileMethod;
    if ((getDeleteSandboxProfileMethod = PolicyServiceGrpc.getDeleteSandboxProfileMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getDeleteSandboxProfileMethod = PolicyServiceGrpc.getDeleteSandboxProfileMethod) == null) {
          PolicyServiceGrpc.getDeleteSandboxProfileMethod = getDeleteSandboxProfileMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeleteSandboxProfileRequest, dev.remit.v1.DeleteSandboxProfileResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteSandboxProfile"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteSandboxProfileRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteSandboxProfileResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("DeleteSandboxProfile"))
              .build();
        }
      }
    }
    return getDeleteSandboxProfileMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ApplyPolicyRequest,
      dev.remit.v1.ApplyPolicyResponse> getApplyPolicyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ApplyPolicy",
      requestType = dev.remit.v1.ApplyPolicyRequest.class,
      responseType = dev.remit.v1.ApplyPolicyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ApplyPolicyRequest,
      dev.remit.v1.ApplyPolicyResponse> getApplyPolicyMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ApplyPolicyRequest, dev.remit.v1.ApplyPolicyResponse> getApplyPolicyMethod;
    if ((getApplyPolicyMethod = PolicyServiceGrpc.getApplyPolicyMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getApplyPolicyMethod = PolicyServiceGrpc.getApplyPolicyMethod) == null) {
          PolicyServiceGrpc.getApplyPolicyMethod = getApplyPolicyMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ApplyPolicyRequest, dev.remit.v1.ApplyPolicyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ApplyPolicy"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ApplyPolicyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ApplyPolicyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("ApplyPolicy"))
              .build();
        }
      }
    }
    return getApplyPolicyMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ExportPolicyRequest,
      dev.remit.v1.ExportPolicyResponse> getExportPolicyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ExportPolicy",
      requestType = dev.remit.v1.ExportPolicyRequest.class,
      responseType = dev.remit.v1.ExportPolicyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ExportPolicyRequest,
      dev.remit.v1.ExportPolicyResponse> getExportPolicyMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ExportPolicyRequest, dev.remit.v1.ExportPolicyResponse> getExportPolicyMethod;
    if ((getExportPolicyMethod = PolicyServiceGrpc.getExportPolicyMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getExportPolicyMethod = PolicyServiceGrpc.getExportPolicyMethod) == null) {
          PolicyServiceGrpc.getExportPolicyMethod = getExportPolicyMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ExportPolicyRequest, dev.remit.v1.ExportPolicyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ExportPolicy"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ExportPolicyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ExportPolicyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("ExportPolicy"))
              .build();
        }
      }
    }
    return getExportPolicyMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.SimulatePolicyRequest,
      dev.remit.v1.SimulatePolicyResponse> getSimulatePolicyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SimulatePolicy",
      requestType = dev.remit.v1.SimulatePolicyRequest.class,
      responseType = dev.remit.v1.SimulatePolicyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.SimulatePolicyRequest,
      dev.remit.v1.SimulatePolicyResponse> getSimulatePolicyMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.SimulatePolicyRequest, dev.remit.v1.SimulatePolicyResponse> getSimulatePolicyMethod;
    if ((getSimulatePolicyMethod = PolicyServiceGrpc.getSimulatePolicyMethod) == null) {
      synchronized (PolicyServiceGrpc.class) {
        if ((getSimulatePolicyMethod = PolicyServiceGrpc.getSimulatePolicyMethod) == null) {
          PolicyServiceGrpc.getSimulatePolicyMethod = getSimulatePolicyMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.SimulatePolicyRequest, dev.remit.v1.SimulatePolicyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SimulatePolicy"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SimulatePolicyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SimulatePolicyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PolicyServiceMethodDescriptorSupplier("SimulatePolicy"))
              .build();
        }
      }
    }
    return getSimulatePolicyMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static PolicyServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PolicyServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PolicyServiceStub>() {
        @java.lang.Override
        public PolicyServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PolicyServiceStub(channel, callOptions);
        }
      };
    return PolicyServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static PolicyServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PolicyServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PolicyServiceBlockingV2Stub>() {
        @java.lang.Override
        public PolicyServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PolicyServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return PolicyServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static PolicyServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PolicyServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PolicyServiceBlockingStub>() {
        @java.lang.Override
        public PolicyServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PolicyServiceBlockingStub(channel, callOptions);
        }
      };
    return PolicyServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static PolicyServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PolicyServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PolicyServiceFutureStub>() {
        @java.lang.Override
        public PolicyServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PolicyServiceFutureStub(channel, callOptions);
        }
      };
    return PolicyServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * What is allowed: roles and who holds them, guardrails, limits of pace, sandboxes, and how a change would turn out.
   * A write holds for every decision that begins after it, on every replica, within a second. The tenant comes from the
   * credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
   * TENANT_MISMATCH. Each call needs the permission that its name says, such as `role:create`; without it
   * PERMISSION_MISSING. Nobody can grant by a write what the writer does not hold: PERMISSION_MISSING.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Creates a role. ALREADY_EXISTS when the id is taken, NOT_FOUND when it inherits a role that is not there.
     * </pre>
     */
    default void createRole(dev.remit.v1.CreateRoleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateRoleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateRoleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one role. NOT_FOUND when there is none.
     * </pre>
     */
    default void getRole(dev.remit.v1.GetRoleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetRoleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetRoleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists roles by id.
     * </pre>
     */
    default void listRoles(dev.remit.v1.ListRolesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListRolesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListRolesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes a role, for all who hold it. INVALID_FIELD when it would inherit itself.
     * </pre>
     */
    default void updateRole(dev.remit.v1.UpdateRoleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateRoleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateRoleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes a role. PRECONDITION_FAILED while it is bound or inherited.
     * </pre>
     */
    default void deleteRole(dev.remit.v1.DeleteRoleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteRoleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteRoleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Gives a role to a subject, a group or a team. An existing binding of the two is replaced.
     * </pre>
     */
    default void createBinding(dev.remit.v1.CreateBindingRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateBindingResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateBindingMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists bindings by id.
     * </pre>
     */
    default void listBindings(dev.remit.v1.ListBindingsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListBindingsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListBindingsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Takes a role away. NOT_FOUND when there is no such binding. PRECONDITION_FAILED for the last administrator's.
     * </pre>
     */
    default void deleteBinding(dev.remit.v1.DeleteBindingRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteBindingResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteBindingMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates a guardrail. ALREADY_EXISTS when the id is taken, DOCUMENT_INVALID when its condition does not compile.
     * </pre>
     */
    default void createGuardrail(dev.remit.v1.CreateGuardrailRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateGuardrailResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateGuardrailMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one guardrail. NOT_FOUND when there is none.
     * </pre>
     */
    default void getGuardrail(dev.remit.v1.GetGuardrailRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetGuardrailResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetGuardrailMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists guardrails by id.
     * </pre>
     */
    default void listGuardrails(dev.remit.v1.ListGuardrailsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListGuardrailsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListGuardrailsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes a guardrail. DOCUMENT_INVALID when its condition does not compile.
     * </pre>
     */
    default void updateGuardrail(dev.remit.v1.UpdateGuardrailRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateGuardrailResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateGuardrailMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes a guardrail.
     * </pre>
     */
    default void deleteGuardrail(dev.remit.v1.DeleteGuardrailRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteGuardrailResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteGuardrailMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates a limit of rate or concurrency. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    default void createRateLimit(dev.remit.v1.CreateRateLimitRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateRateLimitResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateRateLimitMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists limits by id.
     * </pre>
     */
    default void listRateLimits(dev.remit.v1.ListRateLimitsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListRateLimitsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListRateLimitsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes a limit. What it has counted stays counted.
     * </pre>
     */
    default void updateRateLimit(dev.remit.v1.UpdateRateLimitRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateRateLimitResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateRateLimitMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes a limit.
     * </pre>
     */
    default void deleteRateLimit(dev.remit.v1.DeleteRateLimitRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteRateLimitResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteRateLimitMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates a sandbox profile. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    default void createSandboxProfile(dev.remit.v1.CreateSandboxProfileRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateSandboxProfileResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateSandboxProfileMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one sandbox profile: what a runtime does when obliged to run in it. NOT_FOUND when there is none.
     * </pre>
     */
    default void getSandboxProfile(dev.remit.v1.GetSandboxProfileRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetSandboxProfileResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetSandboxProfileMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists sandbox profiles by id.
     * </pre>
     */
    default void listSandboxProfiles(dev.remit.v1.ListSandboxProfilesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListSandboxProfilesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListSandboxProfilesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes a sandbox profile.
     * </pre>
     */
    default void updateSandboxProfile(dev.remit.v1.UpdateSandboxProfileRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateSandboxProfileResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateSandboxProfileMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes a sandbox profile.
     * </pre>
     */
    default void deleteSandboxProfile(dev.remit.v1.DeleteSandboxProfileRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteSandboxProfileResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteSandboxProfileMethod(), responseObserver);
    }

    /**
     * <pre>
     * Brings the policy to what a document says, all or nothing, and says what changes. DOCUMENT_INVALID names the line.
     * </pre>
     */
    default void applyPolicy(dev.remit.v1.ApplyPolicyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ApplyPolicyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getApplyPolicyMethod(), responseObserver);
    }

    /**
     * <pre>
     * Writes the policy as one document that `ApplyPolicy` takes.
     * </pre>
     */
    default void exportPolicy(dev.remit.v1.ExportPolicyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ExportPolicyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getExportPolicyMethod(), responseObserver);
    }

    /**
     * <pre>
     * Decides questions, or past decisions again, under a draft policy and under the live one, and shows what flips.
     * Identity, roles, guardrails and approvals only; holds and records nothing.
     * </pre>
     */
    default void simulatePolicy(dev.remit.v1.SimulatePolicyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SimulatePolicyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSimulatePolicyMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service PolicyService.
   * <pre>
   * What is allowed: roles and who holds them, guardrails, limits of pace, sandboxes, and how a change would turn out.
   * A write holds for every decision that begins after it, on every replica, within a second. The tenant comes from the
   * credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
   * TENANT_MISMATCH. Each call needs the permission that its name says, such as `role:create`; without it
   * PERMISSION_MISSING. Nobody can grant by a write what the writer does not hold: PERMISSION_MISSING.
   * </pre>
   */
  public static abstract class PolicyServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return PolicyServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service PolicyService.
   * <pre>
   * What is allowed: roles and who holds them, guardrails, limits of pace, sandboxes, and how a change would turn out.
   * A write holds for every decision that begins after it, on every replica, within a second. The tenant comes from the
   * credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
   * TENANT_MISMATCH. Each call needs the permission that its name says, such as `role:create`; without it
   * PERMISSION_MISSING. Nobody can grant by a write what the writer does not hold: PERMISSION_MISSING.
   * </pre>
   */
  public static final class PolicyServiceStub
      extends io.grpc.stub.AbstractAsyncStub<PolicyServiceStub> {
    private PolicyServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PolicyServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PolicyServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a role. ALREADY_EXISTS when the id is taken, NOT_FOUND when it inherits a role that is not there.
     * </pre>
     */
    public void createRole(dev.remit.v1.CreateRoleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateRoleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateRoleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one role. NOT_FOUND when there is none.
     * </pre>
     */
    public void getRole(dev.remit.v1.GetRoleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetRoleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetRoleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists roles by id.
     * </pre>
     */
    public void listRoles(dev.remit.v1.ListRolesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListRolesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListRolesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes a role, for all who hold it. INVALID_FIELD when it would inherit itself.
     * </pre>
     */
    public void updateRole(dev.remit.v1.UpdateRoleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateRoleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateRoleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes a role. PRECONDITION_FAILED while it is bound or inherited.
     * </pre>
     */
    public void deleteRole(dev.remit.v1.DeleteRoleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteRoleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteRoleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Gives a role to a subject, a group or a team. An existing binding of the two is replaced.
     * </pre>
     */
    public void createBinding(dev.remit.v1.CreateBindingRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateBindingResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateBindingMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists bindings by id.
     * </pre>
     */
    public void listBindings(dev.remit.v1.ListBindingsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListBindingsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListBindingsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Takes a role away. NOT_FOUND when there is no such binding. PRECONDITION_FAILED for the last administrator's.
     * </pre>
     */
    public void deleteBinding(dev.remit.v1.DeleteBindingRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteBindingResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteBindingMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates a guardrail. ALREADY_EXISTS when the id is taken, DOCUMENT_INVALID when its condition does not compile.
     * </pre>
     */
    public void createGuardrail(dev.remit.v1.CreateGuardrailRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateGuardrailResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateGuardrailMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one guardrail. NOT_FOUND when there is none.
     * </pre>
     */
    public void getGuardrail(dev.remit.v1.GetGuardrailRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetGuardrailResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetGuardrailMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists guardrails by id.
     * </pre>
     */
    public void listGuardrails(dev.remit.v1.ListGuardrailsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListGuardrailsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListGuardrailsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes a guardrail. DOCUMENT_INVALID when its condition does not compile.
     * </pre>
     */
    public void updateGuardrail(dev.remit.v1.UpdateGuardrailRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateGuardrailResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateGuardrailMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes a guardrail.
     * </pre>
     */
    public void deleteGuardrail(dev.remit.v1.DeleteGuardrailRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteGuardrailResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteGuardrailMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates a limit of rate or concurrency. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public void createRateLimit(dev.remit.v1.CreateRateLimitRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateRateLimitResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateRateLimitMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists limits by id.
     * </pre>
     */
    public void listRateLimits(dev.remit.v1.ListRateLimitsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListRateLimitsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListRateLimitsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes a limit. What it has counted stays counted.
     * </pre>
     */
    public void updateRateLimit(dev.remit.v1.UpdateRateLimitRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateRateLimitResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateRateLimitMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes a limit.
     * </pre>
     */
    public void deleteRateLimit(dev.remit.v1.DeleteRateLimitRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteRateLimitResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteRateLimitMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates a sandbox profile. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public void createSandboxProfile(dev.remit.v1.CreateSandboxProfileRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateSandboxProfileResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateSandboxProfileMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one sandbox profile: what a runtime does when obliged to run in it. NOT_FOUND when there is none.
     * </pre>
     */
    public void getSandboxProfile(dev.remit.v1.GetSandboxProfileRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetSandboxProfileResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetSandboxProfileMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists sandbox profiles by id.
     * </pre>
     */
    public void listSandboxProfiles(dev.remit.v1.ListSandboxProfilesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListSandboxProfilesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListSandboxProfilesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes a sandbox profile.
     * </pre>
     */
    public void updateSandboxProfile(dev.remit.v1.UpdateSandboxProfileRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateSandboxProfileResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateSandboxProfileMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes a sandbox profile.
     * </pre>
     */
    public void deleteSandboxProfile(dev.remit.v1.DeleteSandboxProfileRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteSandboxProfileResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteSandboxProfileMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Brings the policy to what a document says, all or nothing, and says what changes. DOCUMENT_INVALID names the line.
     * </pre>
     */
    public void applyPolicy(dev.remit.v1.ApplyPolicyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ApplyPolicyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getApplyPolicyMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Writes the policy as one document that `ApplyPolicy` takes.
     * </pre>
     */
    public void exportPolicy(dev.remit.v1.ExportPolicyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ExportPolicyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getExportPolicyMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Decides questions, or past decisions again, under a draft policy and under the live one, and shows what flips.
     * Identity, roles, guardrails and approvals only; holds and records nothing.
     * </pre>
     */
    public void simulatePolicy(dev.remit.v1.SimulatePolicyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SimulatePolicyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSimulatePolicyMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service PolicyService.
   * <pre>
   * What is allowed: roles and who holds them, guardrails, limits of pace, sandboxes, and how a change would turn out.
   * A write holds for every decision that begins after it, on every replica, within a second. The tenant comes from the
   * credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
   * TENANT_MISMATCH. Each call needs the permission that its name says, such as `role:create`; without it
   * PERMISSION_MISSING. Nobody can grant by a write what the writer does not hold: PERMISSION_MISSING.
   * </pre>
   */
  public static final class PolicyServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<PolicyServiceBlockingV2Stub> {
    private PolicyServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PolicyServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PolicyServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a role. ALREADY_EXISTS when the id is taken, NOT_FOUND when it inherits a role that is not there.
     * </pre>
     */
    public dev.remit.v1.CreateRoleResponse createRole(dev.remit.v1.CreateRoleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateRoleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one role. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetRoleResponse getRole(dev.remit.v1.GetRoleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetRoleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists roles by id.
     * </pre>
     */
    public dev.remit.v1.ListRolesResponse listRoles(dev.remit.v1.ListRolesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListRolesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a role, for all who hold it. INVALID_FIELD when it would inherit itself.
     * </pre>
     */
    public dev.remit.v1.UpdateRoleResponse updateRole(dev.remit.v1.UpdateRoleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateRoleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a role. PRECONDITION_FAILED while it is bound or inherited.
     * </pre>
     */
    public dev.remit.v1.DeleteRoleResponse deleteRole(dev.remit.v1.DeleteRoleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteRoleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives a role to a subject, a group or a team. An existing binding of the two is replaced.
     * </pre>
     */
    public dev.remit.v1.CreateBindingResponse createBinding(dev.remit.v1.CreateBindingRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateBindingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists bindings by id.
     * </pre>
     */
    public dev.remit.v1.ListBindingsResponse listBindings(dev.remit.v1.ListBindingsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListBindingsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes a role away. NOT_FOUND when there is no such binding. PRECONDITION_FAILED for the last administrator's.
     * </pre>
     */
    public dev.remit.v1.DeleteBindingResponse deleteBinding(dev.remit.v1.DeleteBindingRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteBindingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a guardrail. ALREADY_EXISTS when the id is taken, DOCUMENT_INVALID when its condition does not compile.
     * </pre>
     */
    public dev.remit.v1.CreateGuardrailResponse createGuardrail(dev.remit.v1.CreateGuardrailRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateGuardrailMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one guardrail. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetGuardrailResponse getGuardrail(dev.remit.v1.GetGuardrailRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetGuardrailMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists guardrails by id.
     * </pre>
     */
    public dev.remit.v1.ListGuardrailsResponse listGuardrails(dev.remit.v1.ListGuardrailsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListGuardrailsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a guardrail. DOCUMENT_INVALID when its condition does not compile.
     * </pre>
     */
    public dev.remit.v1.UpdateGuardrailResponse updateGuardrail(dev.remit.v1.UpdateGuardrailRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateGuardrailMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a guardrail.
     * </pre>
     */
    public dev.remit.v1.DeleteGuardrailResponse deleteGuardrail(dev.remit.v1.DeleteGuardrailRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteGuardrailMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a limit of rate or concurrency. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public dev.remit.v1.CreateRateLimitResponse createRateLimit(dev.remit.v1.CreateRateLimitRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateRateLimitMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists limits by id.
     * </pre>
     */
    public dev.remit.v1.ListRateLimitsResponse listRateLimits(dev.remit.v1.ListRateLimitsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListRateLimitsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a limit. What it has counted stays counted.
     * </pre>
     */
    public dev.remit.v1.UpdateRateLimitResponse updateRateLimit(dev.remit.v1.UpdateRateLimitRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateRateLimitMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a limit.
     * </pre>
     */
    public dev.remit.v1.DeleteRateLimitResponse deleteRateLimit(dev.remit.v1.DeleteRateLimitRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteRateLimitMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a sandbox profile. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public dev.remit.v1.CreateSandboxProfileResponse createSandboxProfile(dev.remit.v1.CreateSandboxProfileRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateSandboxProfileMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one sandbox profile: what a runtime does when obliged to run in it. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetSandboxProfileResponse getSandboxProfile(dev.remit.v1.GetSandboxProfileRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetSandboxProfileMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists sandbox profiles by id.
     * </pre>
     */
    public dev.remit.v1.ListSandboxProfilesResponse listSandboxProfiles(dev.remit.v1.ListSandboxProfilesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListSandboxProfilesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a sandbox profile.
     * </pre>
     */
    public dev.remit.v1.UpdateSandboxProfileResponse updateSandboxProfile(dev.remit.v1.UpdateSandboxProfileRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateSandboxProfileMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a sandbox profile.
     * </pre>
     */
    public dev.remit.v1.DeleteSandboxProfileResponse deleteSandboxProfile(dev.remit.v1.DeleteSandboxProfileRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteSandboxProfileMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Brings the policy to what a document says, all or nothing, and says what changes. DOCUMENT_INVALID names the line.
     * </pre>
     */
    public dev.remit.v1.ApplyPolicyResponse applyPolicy(dev.remit.v1.ApplyPolicyRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getApplyPolicyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Writes the policy as one document that `ApplyPolicy` takes.
     * </pre>
     */
    public dev.remit.v1.ExportPolicyResponse exportPolicy(dev.remit.v1.ExportPolicyRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getExportPolicyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Decides questions, or past decisions again, under a draft policy and under the live one, and shows what flips.
     * Identity, roles, guardrails and approvals only; holds and records nothing.
     * </pre>
     */
    public dev.remit.v1.SimulatePolicyResponse simulatePolicy(dev.remit.v1.SimulatePolicyRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSimulatePolicyMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service PolicyService.
   * <pre>
   * What is allowed: roles and who holds them, guardrails, limits of pace, sandboxes, and how a change would turn out.
   * A write holds for every decision that begins after it, on every replica, within a second. The tenant comes from the
   * credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
   * TENANT_MISMATCH. Each call needs the permission that its name says, such as `role:create`; without it
   * PERMISSION_MISSING. Nobody can grant by a write what the writer does not hold: PERMISSION_MISSING.
   * </pre>
   */
  public static final class PolicyServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<PolicyServiceBlockingStub> {
    private PolicyServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PolicyServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PolicyServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a role. ALREADY_EXISTS when the id is taken, NOT_FOUND when it inherits a role that is not there.
     * </pre>
     */
    public dev.remit.v1.CreateRoleResponse createRole(dev.remit.v1.CreateRoleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateRoleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one role. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetRoleResponse getRole(dev.remit.v1.GetRoleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetRoleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists roles by id.
     * </pre>
     */
    public dev.remit.v1.ListRolesResponse listRoles(dev.remit.v1.ListRolesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListRolesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a role, for all who hold it. INVALID_FIELD when it would inherit itself.
     * </pre>
     */
    public dev.remit.v1.UpdateRoleResponse updateRole(dev.remit.v1.UpdateRoleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateRoleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a role. PRECONDITION_FAILED while it is bound or inherited.
     * </pre>
     */
    public dev.remit.v1.DeleteRoleResponse deleteRole(dev.remit.v1.DeleteRoleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteRoleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives a role to a subject, a group or a team. An existing binding of the two is replaced.
     * </pre>
     */
    public dev.remit.v1.CreateBindingResponse createBinding(dev.remit.v1.CreateBindingRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateBindingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists bindings by id.
     * </pre>
     */
    public dev.remit.v1.ListBindingsResponse listBindings(dev.remit.v1.ListBindingsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListBindingsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes a role away. NOT_FOUND when there is no such binding. PRECONDITION_FAILED for the last administrator's.
     * </pre>
     */
    public dev.remit.v1.DeleteBindingResponse deleteBinding(dev.remit.v1.DeleteBindingRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteBindingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a guardrail. ALREADY_EXISTS when the id is taken, DOCUMENT_INVALID when its condition does not compile.
     * </pre>
     */
    public dev.remit.v1.CreateGuardrailResponse createGuardrail(dev.remit.v1.CreateGuardrailRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateGuardrailMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one guardrail. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetGuardrailResponse getGuardrail(dev.remit.v1.GetGuardrailRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetGuardrailMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists guardrails by id.
     * </pre>
     */
    public dev.remit.v1.ListGuardrailsResponse listGuardrails(dev.remit.v1.ListGuardrailsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListGuardrailsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a guardrail. DOCUMENT_INVALID when its condition does not compile.
     * </pre>
     */
    public dev.remit.v1.UpdateGuardrailResponse updateGuardrail(dev.remit.v1.UpdateGuardrailRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateGuardrailMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a guardrail.
     * </pre>
     */
    public dev.remit.v1.DeleteGuardrailResponse deleteGuardrail(dev.remit.v1.DeleteGuardrailRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteGuardrailMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a limit of rate or concurrency. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public dev.remit.v1.CreateRateLimitResponse createRateLimit(dev.remit.v1.CreateRateLimitRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateRateLimitMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists limits by id.
     * </pre>
     */
    public dev.remit.v1.ListRateLimitsResponse listRateLimits(dev.remit.v1.ListRateLimitsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListRateLimitsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a limit. What it has counted stays counted.
     * </pre>
     */
    public dev.remit.v1.UpdateRateLimitResponse updateRateLimit(dev.remit.v1.UpdateRateLimitRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateRateLimitMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a limit.
     * </pre>
     */
    public dev.remit.v1.DeleteRateLimitResponse deleteRateLimit(dev.remit.v1.DeleteRateLimitRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteRateLimitMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a sandbox profile. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public dev.remit.v1.CreateSandboxProfileResponse createSandboxProfile(dev.remit.v1.CreateSandboxProfileRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateSandboxProfileMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one sandbox profile: what a runtime does when obliged to run in it. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetSandboxProfileResponse getSandboxProfile(dev.remit.v1.GetSandboxProfileRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetSandboxProfileMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists sandbox profiles by id.
     * </pre>
     */
    public dev.remit.v1.ListSandboxProfilesResponse listSandboxProfiles(dev.remit.v1.ListSandboxProfilesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListSandboxProfilesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a sandbox profile.
     * </pre>
     */
    public dev.remit.v1.UpdateSandboxProfileResponse updateSandboxProfile(dev.remit.v1.UpdateSandboxProfileRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateSandboxProfileMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a sandbox profile.
     * </pre>
     */
    public dev.remit.v1.DeleteSandboxProfileResponse deleteSandboxProfile(dev.remit.v1.DeleteSandboxProfileRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteSandboxProfileMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Brings the policy to what a document says, all or nothing, and says what changes. DOCUMENT_INVALID names the line.
     * </pre>
     */
    public dev.remit.v1.ApplyPolicyResponse applyPolicy(dev.remit.v1.ApplyPolicyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getApplyPolicyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Writes the policy as one document that `ApplyPolicy` takes.
     * </pre>
     */
    public dev.remit.v1.ExportPolicyResponse exportPolicy(dev.remit.v1.ExportPolicyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getExportPolicyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Decides questions, or past decisions again, under a draft policy and under the live one, and shows what flips.
     * Identity, roles, guardrails and approvals only; holds and records nothing.
     * </pre>
     */
    public dev.remit.v1.SimulatePolicyResponse simulatePolicy(dev.remit.v1.SimulatePolicyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSimulatePolicyMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service PolicyService.
   * <pre>
   * What is allowed: roles and who holds them, guardrails, limits of pace, sandboxes, and how a change would turn out.
   * A write holds for every decision that begins after it, on every replica, within a second. The tenant comes from the
   * credential; a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
   * TENANT_MISMATCH. Each call needs the permission that its name says, such as `role:create`; without it
   * PERMISSION_MISSING. Nobody can grant by a write what the writer does not hold: PERMISSION_MISSING.
   * </pre>
   */
  public static final class PolicyServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<PolicyServiceFutureStub> {
    private PolicyServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PolicyServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PolicyServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a role. ALREADY_EXISTS when the id is taken, NOT_FOUND when it inherits a role that is not there.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateRoleResponse> createRole(
        dev.remit.v1.CreateRoleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateRoleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one role. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetRoleResponse> getRole(
        dev.remit.v1.GetRoleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetRoleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists roles by id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListRolesResponse> listRoles(
        dev.remit.v1.ListRolesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListRolesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes a role, for all who hold it. INVALID_FIELD when it would inherit itself.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.UpdateRoleResponse> updateRole(
        dev.remit.v1.UpdateRoleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateRoleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes a role. PRECONDITION_FAILED while it is bound or inherited.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeleteRoleResponse> deleteRole(
        dev.remit.v1.DeleteRoleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteRoleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Gives a role to a subject, a group or a team. An existing binding of the two is replaced.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateBindingResponse> createBinding(
        dev.remit.v1.CreateBindingRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateBindingMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists bindings by id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListBindingsResponse> listBindings(
        dev.remit.v1.ListBindingsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListBindingsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Takes a role away. NOT_FOUND when there is no such binding. PRECONDITION_FAILED for the last administrator's.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeleteBindingResponse> deleteBinding(
        dev.remit.v1.DeleteBindingRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteBindingMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates a guardrail. ALREADY_EXISTS when the id is taken, DOCUMENT_INVALID when its condition does not compile.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateGuardrailResponse> createGuardrail(
        dev.remit.v1.CreateGuardrailRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateGuardrailMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one guardrail. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetGuardrailResponse> getGuardrail(
        dev.remit.v1.GetGuardrailRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetGuardrailMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists guardrails by id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListGuardrailsResponse> listGuardrails(
        dev.remit.v1.ListGuardrailsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListGuardrailsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes a guardrail. DOCUMENT_INVALID when its condition does not compile.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.UpdateGuardrailResponse> updateGuardrail(
        dev.remit.v1.UpdateGuardrailRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateGuardrailMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes a guardrail.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeleteGuardrailResponse> deleteGuardrail(
        dev.remit.v1.DeleteGuardrailRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteGuardrailMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates a limit of rate or concurrency. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateRateLimitResponse> createRateLimit(
        dev.remit.v1.CreateRateLimitRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateRateLimitMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists limits by id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListRateLimitsResponse> listRateLimits(
        dev.remit.v1.ListRateLimitsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListRateLimitsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes a limit. What it has counted stays counted.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.UpdateRateLimitResponse> updateRateLimit(
        dev.remit.v1.UpdateRateLimitRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateRateLimitMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes a limit.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeleteRateLimitResponse> deleteRateLimit(
        dev.remit.v1.DeleteRateLimitRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteRateLimitMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates a sandbox profile. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateSandboxProfileResponse> createSandboxProfile(
        dev.remit.v1.CreateSandboxProfileRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateSandboxProfileMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one sandbox profile: what a runtime does when obliged to run in it. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetSandboxProfileResponse> getSandboxProfile(
        dev.remit.v1.GetSandboxProfileRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetSandboxProfileMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists sandbox profiles by id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListSandboxProfilesResponse> listSandboxProfiles(
        dev.remit.v1.ListSandboxProfilesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListSandboxProfilesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes a sandbox profile.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.UpdateSandboxProfileResponse> updateSandboxProfile(
        dev.remit.v1.UpdateSandboxProfileRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateSandboxProfileMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes a sandbox profile.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeleteSandboxProfileResponse> deleteSandboxProfile(
        dev.remit.v1.DeleteSandboxProfileRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteSandboxProfileMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Brings the policy to what a document says, all or nothing, and says what changes. DOCUMENT_INVALID names the line.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ApplyPolicyResponse> applyPolicy(
        dev.remit.v1.ApplyPolicyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getApplyPolicyMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Writes the policy as one document that `ApplyPolicy` takes.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ExportPolicyResponse> exportPolicy(
        dev.remit.v1.ExportPolicyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getExportPolicyMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Decides questions, or past decisions again, under a draft policy and under the live one, and shows what flips.
     * Identity, roles, guardrails and approvals only; holds and records nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.SimulatePolicyResponse> simulatePolicy(
        dev.remit.v1.SimulatePolicyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSimulatePolicyMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_ROLE = 0;
  private static final int METHODID_GET_ROLE = 1;
  private static final int METHODID_LIST_ROLES = 2;
  private static final int METHODID_UPDATE_ROLE = 3;
  private static final int METHODID_DELETE_ROLE = 4;
  private static final int METHODID_CREATE_BINDING = 5;
  private static final int METHODID_LIST_BINDINGS = 6;
  private static final int METHODID_DELETE_BINDING = 7;
  private static final int METHODID_CREATE_GUARDRAIL = 8;
  private static final int METHODID_GET_GUARDRAIL = 9;
  private static final int METHODID_LIST_GUARDRAILS = 10;
  private static final int METHODID_UPDATE_GUARDRAIL = 11;
  private static final int METHODID_DELETE_GUARDRAIL = 12;
  private static final int METHODID_CREATE_RATE_LIMIT = 13;
  private static final int METHODID_LIST_RATE_LIMITS = 14;
  private static final int METHODID_UPDATE_RATE_LIMIT = 15;
  private static final int METHODID_DELETE_RATE_LIMIT = 16;
  private static final int METHODID_CREATE_SANDBOX_PROFILE = 17;
  private static final int METHODID_GET_SANDBOX_PROFILE = 18;
  private static final int METHODID_LIST_SANDBOX_PROFILES = 19;
  private static final int METHODID_UPDATE_SANDBOX_PROFILE = 20;
  private static final int METHODID_DELETE_SANDBOX_PROFILE = 21;
  private static final int METHODID_APPLY_POLICY = 22;
  private static final int METHODID_EXPORT_POLICY = 23;
  private static final int METHODID_SIMULATE_POLICY = 24;

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
        case METHODID_CREATE_ROLE:
          serviceImpl.createRole((dev.remit.v1.CreateRoleRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateRoleResponse>) responseObserver);
          break;
        case METHODID_GET_ROLE:
          serviceImpl.getRole((dev.remit.v1.GetRoleRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetRoleResponse>) responseObserver);
          break;
        case METHODID_LIST_ROLES:
          serviceImpl.listRoles((dev.remit.v1.ListRolesRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListRolesResponse>) responseObserver);
          break;
        case METHODID_UPDATE_ROLE:
          serviceImpl.updateRole((dev.remit.v1.UpdateRoleRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.UpdateRoleResponse>) responseObserver);
          break;
        case METHODID_DELETE_ROLE:
          serviceImpl.deleteRole((dev.remit.v1.DeleteRoleRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeleteRoleResponse>) responseObserver);
          break;
        case METHODID_CREATE_BINDING:
          serviceImpl.createBinding((dev.remit.v1.CreateBindingRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateBindingResponse>) responseObserver);
          break;
        case METHODID_LIST_BINDINGS:
          serviceImpl.listBindings((dev.remit.v1.ListBindingsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListBindingsResponse>) responseObserver);
          break;
        case METHODID_DELETE_BINDING:
          serviceImpl.deleteBinding((dev.remit.v1.DeleteBindingRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeleteBindingResponse>) responseObserver);
          break;
        case METHODID_CREATE_GUARDRAIL:
          serviceImpl.createGuardrail((dev.remit.v1.CreateGuardrailRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateGuardrailResponse>) responseObserver);
          break;
        case METHODID_GET_GUARDRAIL:
          serviceImpl.getGuardrail((dev.remit.v1.GetGuardrailRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetGuardrailResponse>) responseObserver);
          break;
        case METHODID_LIST_GUARDRAILS:
          serviceImpl.listGuardrails((dev.remit.v1.ListGuardrailsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListGuardrailsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_GUARDRAIL:
          serviceImpl.updateGuardrail((dev.remit.v1.UpdateGuardrailRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.UpdateGuardrailResponse>) responseObserver);
          break;
        case METHODID_DELETE_GUARDRAIL:
          serviceImpl.deleteGuardrail((dev.remit.v1.DeleteGuardrailRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeleteGuardrailResponse>) responseObserver);
          break;
        case METHODID_CREATE_RATE_LIMIT:
          serviceImpl.createRateLimit((dev.remit.v1.CreateRateLimitRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateRateLimitResponse>) responseObserver);
          break;
        case METHODID_LIST_RATE_LIMITS:
          serviceImpl.listRateLimits((dev.remit.v1.ListRateLimitsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListRateLimitsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_RATE_LIMIT:
          serviceImpl.updateRateLimit((dev.remit.v1.UpdateRateLimitRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.UpdateRateLimitResponse>) responseObserver);
          break;
        case METHODID_DELETE_RATE_LIMIT:
          serviceImpl.deleteRateLimit((dev.remit.v1.DeleteRateLimitRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeleteRateLimitResponse>) responseObserver);
          break;
        case METHODID_CREATE_SANDBOX_PROFILE:
          serviceImpl.createSandboxProfile((dev.remit.v1.CreateSandboxProfileRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateSandboxProfileResponse>) responseObserver);
          break;
        case METHODID_GET_SANDBOX_PROFILE:
          serviceImpl.getSandboxProfile((dev.remit.v1.GetSandboxProfileRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetSandboxProfileResponse>) responseObserver);
          break;
        case METHODID_LIST_SANDBOX_PROFILES:
          serviceImpl.listSandboxProfiles((dev.remit.v1.ListSandboxProfilesRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListSandboxProfilesResponse>) responseObserver);
          break;
        case METHODID_UPDATE_SANDBOX_PROFILE:
          serviceImpl.updateSandboxProfile((dev.remit.v1.UpdateSandboxProfileRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.UpdateSandboxProfileResponse>) responseObserver);
          break;
        case METHODID_DELETE_SANDBOX_PROFILE:
          serviceImpl.deleteSandboxProfile((dev.remit.v1.DeleteSandboxProfileRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeleteSandboxProfileResponse>) responseObserver);
          break;
        case METHODID_APPLY_POLICY:
          serviceImpl.applyPolicy((dev.remit.v1.ApplyPolicyRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ApplyPolicyResponse>) responseObserver);
          break;
        case METHODID_EXPORT_POLICY:
          serviceImpl.exportPolicy((dev.remit.v1.ExportPolicyRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ExportPolicyResponse>) responseObserver);
          break;
        case METHODID_SIMULATE_POLICY:
          serviceImpl.simulatePolicy((dev.remit.v1.SimulatePolicyRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.SimulatePolicyResponse>) responseObserver);
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
          getCreateRoleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateRoleRequest,
              dev.remit.v1.CreateRoleResponse>(
                service, METHODID_CREATE_ROLE)))
        .addMethod(
          getGetRoleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetRoleRequest,
              dev.remit.v1.GetRoleResponse>(
                service, METHODID_GET_ROLE)))
        .addMethod(
          getListRolesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListRolesRequest,
              dev.remit.v1.ListRolesResponse>(
                service, METHODID_LIST_ROLES)))
        .addMethod(
          getUpdateRoleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.UpdateRoleRequest,
              dev.remit.v1.UpdateRoleResponse>(
                service, METHODID_UPDATE_ROLE)))
        .addMethod(
          getDeleteRoleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeleteRoleRequest,
              dev.remit.v1.DeleteRoleResponse>(
                service, METHODID_DELETE_ROLE)))
        .addMethod(
          getCreateBindingMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateBindingRequest,
              dev.remit.v1.CreateBindingResponse>(
                service, METHODID_CREATE_BINDING)))
        .addMethod(
          getListBindingsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListBindingsRequest,
              dev.remit.v1.ListBindingsResponse>(
                service, METHODID_LIST_BINDINGS)))
        .addMethod(
          getDeleteBindingMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeleteBindingRequest,
              dev.remit.v1.DeleteBindingResponse>(
                service, METHODID_DELETE_BINDING)))
        .addMethod(
          getCreateGuardrailMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateGuardrailRequest,
              dev.remit.v1.CreateGuardrailResponse>(
                service, METHODID_CREATE_GUARDRAIL)))
        .addMethod(
          getGetGuardrailMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetGuardrailRequest,
              dev.remit.v1.GetGuardrailResponse>(
                service, METHODID_GET_GUARDRAIL)))
        .addMethod(
          getListGuardrailsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListGuardrailsRequest,
              dev.remit.v1.ListGuardrailsResponse>(
                service, METHODID_LIST_GUARDRAILS)))
        .addMethod(
          getUpdateGuardrailMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.UpdateGuardrailRequest,
              dev.remit.v1.UpdateGuardrailResponse>(
                service, METHODID_UPDATE_GUARDRAIL)))
        .addMethod(
          getDeleteGuardrailMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeleteGuardrailRequest,
              dev.remit.v1.DeleteGuardrailResponse>(
                service, METHODID_DELETE_GUARDRAIL)))
        .addMethod(
          getCreateRateLimitMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateRateLimitRequest,
              dev.remit.v1.CreateRateLimitResponse>(
                service, METHODID_CREATE_RATE_LIMIT)))
        .addMethod(
          getListRateLimitsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListRateLimitsRequest,
              dev.remit.v1.ListRateLimitsResponse>(
                service, METHODID_LIST_RATE_LIMITS)))
        .addMethod(
          getUpdateRateLimitMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.UpdateRateLimitRequest,
              dev.remit.v1.UpdateRateLimitResponse>(
                service, METHODID_UPDATE_RATE_LIMIT)))
        .addMethod(
          getDeleteRateLimitMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeleteRateLimitRequest,
              dev.remit.v1.DeleteRateLimitResponse>(
                service, METHODID_DELETE_RATE_LIMIT)))
        .addMethod(
          getCreateSandboxProfileMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateSandboxProfileRequest,
              dev.remit.v1.CreateSandboxProfileResponse>(
                service, METHODID_CREATE_SANDBOX_PROFILE)))
        .addMethod(
          getGetSandboxProfileMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetSandboxProfileRequest,
              dev.remit.v1.GetSandboxProfileResponse>(
                service, METHODID_GET_SANDBOX_PROFILE)))
        .addMethod(
          getListSandboxProfilesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListSandboxProfilesRequest,
              dev.remit.v1.ListSandboxProfilesResponse>(
                service, METHODID_LIST_SANDBOX_PROFILES)))
        .addMethod(
          getUpdateSandboxProfileMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.UpdateSandboxProfileRequest,
              dev.remit.v1.UpdateSandboxProfileResponse>(
                service, METHODID_UPDATE_SANDBOX_PROFILE)))
        .addMethod(
          getDeleteSandboxProfileMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeleteSandboxProfileRequest,
              dev.remit.v1.DeleteSandboxProfileResponse>(
                service, METHODID_DELETE_SANDBOX_PROFILE)))
        .addMethod(
          getApplyPolicyMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ApplyPolicyRequest,
              dev.remit.v1.ApplyPolicyResponse>(
                service, METHODID_APPLY_POLICY)))
        .addMethod(
          getExportPolicyMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ExportPolicyRequest,
              dev.remit.v1.ExportPolicyResponse>(
                service, METHODID_EXPORT_POLICY)))
        .addMethod(
          getSimulatePolicyMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.SimulatePolicyRequest,
              dev.remit.v1.SimulatePolicyResponse>(
                service, METHODID_SIMULATE_POLICY)))
        .build();
  }

  private static abstract class PolicyServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    PolicyServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.remit.v1.PolicyServiceOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("PolicyService");
    }
  }

  private static final class PolicyServiceFileDescriptorSupplier
      extends PolicyServiceBaseDescriptorSupplier {
    PolicyServiceFileDescriptorSupplier() {}
  }

  private static final class PolicyServiceMethodDescriptorSupplier
      extends PolicyServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    PolicyServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (PolicyServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new PolicyServiceFileDescriptorSupplier())
              .addMethod(getCreateRoleMethod())
              .addMethod(getGetRoleMethod())
              .addMethod(getListRolesMethod())
              .addMethod(getUpdateRoleMethod())
              .addMethod(getDeleteRoleMethod())
              .addMethod(getCreateBindingMethod())
              .addMethod(getListBindingsMethod())
              .addMethod(getDeleteBindingMethod())
              .addMethod(getCreateGuardrailMethod())
              .addMethod(getGetGuardrailMethod())
              .addMethod(getListGuardrailsMethod())
              .addMethod(getUpdateGuardrailMethod())
              .addMethod(getDeleteGuardrailMethod())
              .addMethod(getCreateRateLimitMethod())
              .addMethod(getListRateLimitsMethod())
              .addMethod(getUpdateRateLimitMethod())
              .addMethod(getDeleteRateLimitMethod())
              .addMethod(getCreateSandboxProfileMethod())
              .addMethod(getGetSandboxProfileMethod())
              .addMethod(getListSandboxProfilesMethod())
              .addMethod(getUpdateSandboxProfileMethod())
              .addMethod(getDeleteSandboxProfileMethod())
              .addMethod(getApplyPolicyMethod())
              .addMethod(getExportPolicyMethod())
              .addMethod(getSimulatePolicyMethod())
              .build();
        }
      }
    }
    return result;
  }
}
