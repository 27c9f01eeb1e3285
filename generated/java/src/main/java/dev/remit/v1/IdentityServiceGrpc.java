package dev.remit.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Who acts: subjects, their groups and teams, sessions, runs, credentials and delegations.
 * What is suspended, ended or revoked here is refused everywhere within a second. The tenant comes from the credential;
 * a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
 * TENANT_MISMATCH. Each call needs the permission that its name says, such as `subject:create`, else
 * PERMISSION_MISSING; `WhoAmI` and `GetUserInfo` need only a credential, and `RefreshToken`, `GetAuthorizationUrl` and
 * `ExchangeCode` none. Attempts that fail are limited: TOO_MANY_REFUSALS.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class IdentityServiceGrpc {

  private IdentityServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "remit.v1.IdentityService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateSubjectRequest,
      dev.remit.v1.CreateSubjectResponse> getCreateSubjectMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateSubject",
      requestType = dev.remit.v1.CreateSubjectRequest.class,
      responseType = dev.remit.v1.CreateSubjectResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateSubjectRequest,
      dev.remit.v1.CreateSubjectResponse> getCreateSubjectMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateSubjectRequest, dev.remit.v1.CreateSubjectResponse> getCreateSubjectMethod;
    if ((getCreateSubjectMethod = IdentityServiceGrpc.getCreateSubjectMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getCreateSubjectMethod = IdentityServiceGrpc.getCreateSubjectMethod) == null) {
          IdentityServiceGrpc.getCreateSubjectMethod = getCreateSubjectMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateSubjectRequest, dev.remit.v1.CreateSubjectResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateSubject"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateSubjectRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateSubjectResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("CreateSubject"))
              .build();
        }
      }
    }
    return getCreateSubjectMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetSubjectRequest,
      dev.remit.v1.GetSubjectResponse> getGetSubjectMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetSubject",
      requestType = dev.remit.v1.GetSubjectRequest.class,
      responseType = dev.remit.v1.GetSubjectResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetSubjectRequest,
      dev.remit.v1.GetSubjectResponse> getGetSubjectMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetSubjectRequest, dev.remit.v1.GetSubjectResponse> getGetSubjectMethod;
    if ((getGetSubjectMethod = IdentityServiceGrpc.getGetSubjectMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getGetSubjectMethod = IdentityServiceGrpc.getGetSubjectMethod) == null) {
          IdentityServiceGrpc.getGetSubjectMethod = getGetSubjectMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetSubjectRequest, dev.remit.v1.GetSubjectResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetSubject"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetSubjectRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetSubjectResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("GetSubject"))
              .build();
        }
      }
    }
    return getGetSubjectMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListSubjectsRequest,
      dev.remit.v1.ListSubjectsResponse> getListSubjectsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListSubjects",
      requestType = dev.remit.v1.ListSubjectsRequest.class,
      responseType = dev.remit.v1.ListSubjectsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListSubjectsRequest,
      dev.remit.v1.ListSubjectsResponse> getListSubjectsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListSubjectsRequest, dev.remit.v1.ListSubjectsResponse> getListSubjectsMethod;
    if ((getListSubjectsMethod = IdentityServiceGrpc.getListSubjectsMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getListSubjectsMethod = IdentityServiceGrpc.getListSubjectsMethod) == null) {
          IdentityServiceGrpc.getListSubjectsMethod = getListSubjectsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListSubjectsRequest, dev.remit.v1.ListSubjectsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListSubjects"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListSubjectsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListSubjectsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ListSubjects"))
              .build();
        }
      }
    }
    return getListSubjectsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.UpdateSubjectRequest,
      dev.remit.v1.UpdateSubjectResponse> getUpdateSubjectMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateSubject",
      requestType = dev.remit.v1.UpdateSubjectRequest.class,
      responseType = dev.remit.v1.UpdateSubjectResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.UpdateSubjectRequest,
      dev.remit.v1.UpdateSubjectResponse> getUpdateSubjectMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.UpdateSubjectRequest, dev.remit.v1.UpdateSubjectResponse> getUpdateSubjectMethod;
    if ((getUpdateSubjectMethod = IdentityServiceGrpc.getUpdateSubjectMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getUpdateSubjectMethod = IdentityServiceGrpc.getUpdateSubjectMethod) == null) {
          IdentityServiceGrpc.getUpdateSubjectMethod = getUpdateSubjectMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.UpdateSubjectRequest, dev.remit.v1.UpdateSubjectResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateSubject"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateSubjectRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateSubjectResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("UpdateSubject"))
              .build();
        }
      }
    }
    return getUpdateSubjectMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.SuspendSubjectRequest,
      dev.remit.v1.SuspendSubjectResponse> getSuspendSubjectMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SuspendSubject",
      requestType = dev.remit.v1.SuspendSubjectRequest.class,
      responseType = dev.remit.v1.SuspendSubjectResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.SuspendSubjectRequest,
      dev.remit.v1.SuspendSubjectResponse> getSuspendSubjectMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.SuspendSubjectRequest, dev.remit.v1.SuspendSubjectResponse> getSuspendSubjectMethod;
    if ((getSuspendSubjectMethod = IdentityServiceGrpc.getSuspendSubjectMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getSuspendSubjectMethod = IdentityServiceGrpc.getSuspendSubjectMethod) == null) {
          IdentityServiceGrpc.getSuspendSubjectMethod = getSuspendSubjectMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.SuspendSubjectRequest, dev.remit.v1.SuspendSubjectResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SuspendSubject"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SuspendSubjectRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SuspendSubjectResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("SuspendSubject"))
              .build();
        }
      }
    }
    return getSuspendSubjectMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ResumeSubjectRequest,
      dev.remit.v1.ResumeSubjectResponse> getResumeSubjectMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ResumeSubject",
      requestType = dev.remit.v1.ResumeSubjectRequest.class,
      responseType = dev.remit.v1.ResumeSubjectResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ResumeSubjectRequest,
      dev.remit.v1.ResumeSubjectResponse> getResumeSubjectMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ResumeSubjectRequest, dev.remit.v1.ResumeSubjectResponse> getResumeSubjectMethod;
    if ((getResumeSubjectMethod = IdentityServiceGrpc.getResumeSubjectMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getResumeSubjectMethod = IdentityServiceGrpc.getResumeSubjectMethod) == null) {
          IdentityServiceGrpc.getResumeSubjectMethod = getResumeSubjectMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ResumeSubjectRequest, dev.remit.v1.ResumeSubjectResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ResumeSubject"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ResumeSubjectRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ResumeSubjectResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ResumeSubject"))
              .build();
        }
      }
    }
    return getResumeSubjectMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeleteSubjectRequest,
      dev.remit.v1.DeleteSubjectResponse> getDeleteSubjectMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteSubject",
      requestType = dev.remit.v1.DeleteSubjectRequest.class,
      responseType = dev.remit.v1.DeleteSubjectResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeleteSubjectRequest,
      dev.remit.v1.DeleteSubjectResponse> getDeleteSubjectMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeleteSubjectRequest, dev.remit.v1.DeleteSubjectResponse> getDeleteSubjectMethod;
    if ((getDeleteSubjectMethod = IdentityServiceGrpc.getDeleteSubjectMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getDeleteSubjectMethod = IdentityServiceGrpc.getDeleteSubjectMethod) == null) {
          IdentityServiceGrpc.getDeleteSubjectMethod = getDeleteSubjectMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeleteSubjectRequest, dev.remit.v1.DeleteSubjectResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteSubject"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteSubjectRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteSubjectResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("DeleteSubject"))
              .build();
        }
      }
    }
    return getDeleteSubjectMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateGroupRequest,
      dev.remit.v1.CreateGroupResponse> getCreateGroupMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateGroup",
      requestType = dev.remit.v1.CreateGroupRequest.class,
      responseType = dev.remit.v1.CreateGroupResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateGroupRequest,
      dev.remit.v1.CreateGroupResponse> getCreateGroupMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateGroupRequest, dev.remit.v1.CreateGroupResponse> getCreateGroupMethod;
    if ((getCreateGroupMethod = IdentityServiceGrpc.getCreateGroupMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getCreateGroupMethod = IdentityServiceGrpc.getCreateGroupMethod) == null) {
          IdentityServiceGrpc.getCreateGroupMethod = getCreateGroupMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateGroupRequest, dev.remit.v1.CreateGroupResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateGroup"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateGroupRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateGroupResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("CreateGroup"))
              .build();
        }
      }
    }
    return getCreateGroupMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetGroupRequest,
      dev.remit.v1.GetGroupResponse> getGetGroupMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetGroup",
      requestType = dev.remit.v1.GetGroupRequest.class,
      responseType = dev.remit.v1.GetGroupResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetGroupRequest,
      dev.remit.v1.GetGroupResponse> getGetGroupMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetGroupRequest, dev.remit.v1.GetGroupResponse> getGetGroupMethod;
    if ((getGetGroupMethod = IdentityServiceGrpc.getGetGroupMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getGetGroupMethod = IdentityServiceGrpc.getGetGroupMethod) == null) {
          IdentityServiceGrpc.getGetGroupMethod = getGetGroupMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetGroupRequest, dev.remit.v1.GetGroupResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetGroup"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetGroupRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetGroupResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("GetGroup"))
              .build();
        }
      }
    }
    return getGetGroupMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListGroupsRequest,
      dev.remit.v1.ListGroupsResponse> getListGroupsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListGroups",
      requestType = dev.remit.v1.ListGroupsRequest.class,
      responseType = dev.remit.v1.ListGroupsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListGroupsRequest,
      dev.remit.v1.ListGroupsResponse> getListGroupsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListGroupsRequest, dev.remit.v1.ListGroupsResponse> getListGroupsMethod;
    if ((getListGroupsMethod = IdentityServiceGrpc.getListGroupsMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getListGroupsMethod = IdentityServiceGrpc.getListGroupsMethod) == null) {
          IdentityServiceGrpc.getListGroupsMethod = getListGroupsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListGroupsRequest, dev.remit.v1.ListGroupsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListGroups"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListGroupsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListGroupsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ListGroups"))
              .build();
        }
      }
    }
    return getListGroupsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.UpdateGroupRequest,
      dev.remit.v1.UpdateGroupResponse> getUpdateGroupMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateGroup",
      requestType = dev.remit.v1.UpdateGroupRequest.class,
      responseType = dev.remit.v1.UpdateGroupResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.UpdateGroupRequest,
      dev.remit.v1.UpdateGroupResponse> getUpdateGroupMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.UpdateGroupRequest, dev.remit.v1.UpdateGroupResponse> getUpdateGroupMethod;
    if ((getUpdateGroupMethod = IdentityServiceGrpc.getUpdateGroupMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getUpdateGroupMethod = IdentityServiceGrpc.getUpdateGroupMethod) == null) {
          IdentityServiceGrpc.getUpdateGroupMethod = getUpdateGroupMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.UpdateGroupRequest, dev.remit.v1.UpdateGroupResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateGroup"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateGroupRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateGroupResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("UpdateGroup"))
              .build();
        }
      }
    }
    return getUpdateGroupMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeleteGroupRequest,
      dev.remit.v1.DeleteGroupResponse> getDeleteGroupMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteGroup",
      requestType = dev.remit.v1.DeleteGroupRequest.class,
      responseType = dev.remit.v1.DeleteGroupResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeleteGroupRequest,
      dev.remit.v1.DeleteGroupResponse> getDeleteGroupMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeleteGroupRequest, dev.remit.v1.DeleteGroupResponse> getDeleteGroupMethod;
    if ((getDeleteGroupMethod = IdentityServiceGrpc.getDeleteGroupMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getDeleteGroupMethod = IdentityServiceGrpc.getDeleteGroupMethod) == null) {
          IdentityServiceGrpc.getDeleteGroupMethod = getDeleteGroupMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeleteGroupRequest, dev.remit.v1.DeleteGroupResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteGroup"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteGroupRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteGroupResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("DeleteGroup"))
              .build();
        }
      }
    }
    return getDeleteGroupMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.AddGroupMemberRequest,
      dev.remit.v1.AddGroupMemberResponse> getAddGroupMemberMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AddGroupMember",
      requestType = dev.remit.v1.AddGroupMemberRequest.class,
      responseType = dev.remit.v1.AddGroupMemberResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.AddGroupMemberRequest,
      dev.remit.v1.AddGroupMemberResponse> getAddGroupMemberMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.AddGroupMemberRequest, dev.remit.v1.AddGroupMemberResponse> getAddGroupMemberMethod;
    if ((getAddGroupMemberMethod = IdentityServiceGrpc.getAddGroupMemberMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getAddGroupMemberMethod = IdentityServiceGrpc.getAddGroupMemberMethod) == null) {
          IdentityServiceGrpc.getAddGroupMemberMethod = getAddGroupMemberMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.AddGroupMemberRequest, dev.remit.v1.AddGroupMemberResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AddGroupMember"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.AddGroupMemberRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.AddGroupMemberResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("AddGroupMember"))
              .build();
        }
      }
    }
    return getAddGroupMemberMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RemoveGroupMemberRequest,
      dev.remit.v1.RemoveGroupMemberResponse> getRemoveGroupMemberMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RemoveGroupMember",
      requestType = dev.remit.v1.RemoveGroupMemberRequest.class,
      responseType = dev.remit.v1.RemoveGroupMemberResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RemoveGroupMemberRequest,
      dev.remit.v1.RemoveGroupMemberResponse> getRemoveGroupMemberMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RemoveGroupMemberRequest, dev.remit.v1.RemoveGroupMemberResponse> getRemoveGroupMemberMethod;
    if ((getRemoveGroupMemberMethod = IdentityServiceGrpc.getRemoveGroupMemberMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getRemoveGroupMemberMethod = IdentityServiceGrpc.getRemoveGroupMemberMethod) == null) {
          IdentityServiceGrpc.getRemoveGroupMemberMethod = getRemoveGroupMemberMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RemoveGroupMemberRequest, dev.remit.v1.RemoveGroupMemberResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RemoveGroupMember"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RemoveGroupMemberRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RemoveGroupMemberResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("RemoveGroupMember"))
              .build();
        }
      }
    }
    return getRemoveGroupMemberMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListGroupMembersRequest,
      dev.remit.v1.ListGroupMembersResponse> getListGroupMembersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListGroupMembers",
      requestType = dev.remit.v1.ListGroupMembersRequest.class,
      responseType = dev.remit.v1.ListGroupMembersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListGroupMembersRequest,
      dev.remit.v1.ListGroupMembersResponse> getListGroupMembersMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListGroupMembersRequest, dev.remit.v1.ListGroupMembersResponse> getListGroupMembersMethod;
    if ((getListGroupMembersMethod = IdentityServiceGrpc.getListGroupMembersMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getListGroupMembersMethod = IdentityServiceGrpc.getListGroupMembersMethod) == null) {
          IdentityServiceGrpc.getListGroupMembersMethod = getListGroupMembersMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListGroupMembersRequest, dev.remit.v1.ListGroupMembersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListGroupMembers"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListGroupMembersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListGroupMembersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ListGroupMembers"))
              .build();
        }
      }
    }
    return getListGroupMembersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateTeamRequest,
      dev.remit.v1.CreateTeamResponse> getCreateTeamMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateTeam",
      requestType = dev.remit.v1.CreateTeamRequest.class,
      responseType = dev.remit.v1.CreateTeamResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateTeamRequest,
      dev.remit.v1.CreateTeamResponse> getCreateTeamMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateTeamRequest, dev.remit.v1.CreateTeamResponse> getCreateTeamMethod;
    if ((getCreateTeamMethod = IdentityServiceGrpc.getCreateTeamMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getCreateTeamMethod = IdentityServiceGrpc.getCreateTeamMethod) == null) {
          IdentityServiceGrpc.getCreateTeamMethod = getCreateTeamMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateTeamRequest, dev.remit.v1.CreateTeamResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateTeam"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateTeamRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateTeamResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("CreateTeam"))
              .build();
        }
      }
    }
    return getCreateTeamMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetTeamRequest,
      dev.remit.v1.GetTeamResponse> getGetTeamMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetTeam",
      requestType = dev.remit.v1.GetTeamRequest.class,
      responseType = dev.remit.v1.GetTeamResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetTeamRequest,
      dev.remit.v1.GetTeamResponse> getGetTeamMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetTeamRequest, dev.remit.v1.GetTeamResponse> getGetTeamMethod;
    if ((getGetTeamMethod = IdentityServiceGrpc.getGetTeamMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getGetTeamMethod = IdentityServiceGrpc.getGetTeamMethod) == null) {
          IdentityServiceGrpc.getGetTeamMethod = getGetTeamMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetTeamRequest, dev.remit.v1.GetTeamResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetTeam"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetTeamRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetTeamResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("GetTeam"))
              .build();
        }
      }
    }
    return getGetTeamMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListTeamsRequest,
      dev.remit.v1.ListTeamsResponse> getListTeamsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListTeams",
      requestType = dev.remit.v1.ListTeamsRequest.class,
      responseType = dev.remit.v1.ListTeamsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListTeamsRequest,
      dev.remit.v1.ListTeamsResponse> getListTeamsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListTeamsRequest, dev.remit.v1.ListTeamsResponse> getListTeamsMethod;
    if ((getListTeamsMethod = IdentityServiceGrpc.getListTeamsMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getListTeamsMethod = IdentityServiceGrpc.getListTeamsMethod) == null) {
          IdentityServiceGrpc.getListTeamsMethod = getListTeamsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListTeamsRequest, dev.remit.v1.ListTeamsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListTeams"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListTeamsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListTeamsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ListTeams"))
              .build();
        }
      }
    }
    return getListTeamsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.UpdateTeamRequest,
      dev.remit.v1.UpdateTeamResponse> getUpdateTeamMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateTeam",
      requestType = dev.remit.v1.UpdateTeamRequest.class,
      responseType = dev.remit.v1.UpdateTeamResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.UpdateTeamRequest,
      dev.remit.v1.UpdateTeamResponse> getUpdateTeamMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.UpdateTeamRequest, dev.remit.v1.UpdateTeamResponse> getUpdateTeamMethod;
    if ((getUpdateTeamMethod = IdentityServiceGrpc.getUpdateTeamMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getUpdateTeamMethod = IdentityServiceGrpc.getUpdateTeamMethod) == null) {
          IdentityServiceGrpc.getUpdateTeamMethod = getUpdateTeamMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.UpdateTeamRequest, dev.remit.v1.UpdateTeamResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateTeam"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateTeamRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateTeamResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("UpdateTeam"))
              .build();
        }
      }
    }
    return getUpdateTeamMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeleteTeamRequest,
      dev.remit.v1.DeleteTeamResponse> getDeleteTeamMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteTeam",
      requestType = dev.remit.v1.DeleteTeamRequest.class,
      responseType = dev.remit.v1.DeleteTeamResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeleteTeamRequest,
      dev.remit.v1.DeleteTeamResponse> getDeleteTeamMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeleteTeamRequest, dev.remit.v1.DeleteTeamResponse> getDeleteTeamMethod;
    if ((getDeleteTeamMethod = IdentityServiceGrpc.getDeleteTeamMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getDeleteTeamMethod = IdentityServiceGrpc.getDeleteTeamMethod) == null) {
          IdentityServiceGrpc.getDeleteTeamMethod = getDeleteTeamMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeleteTeamRequest, dev.remit.v1.DeleteTeamResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteTeam"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteTeamRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteTeamResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("DeleteTeam"))
              .build();
        }
      }
    }
    return getDeleteTeamMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.AddTeamMemberRequest,
      dev.remit.v1.AddTeamMemberResponse> getAddTeamMemberMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AddTeamMember",
      requestType = dev.remit.v1.AddTeamMemberRequest.class,
      responseType = dev.remit.v1.AddTeamMemberResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.AddTeamMemberRequest,
      dev.remit.v1.AddTeamMemberResponse> getAddTeamMemberMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.AddTeamMemberRequest, dev.remit.v1.AddTeamMemberResponse> getAddTeamMemberMethod;
    if ((getAddTeamMemberMethod = IdentityServiceGrpc.getAddTeamMemberMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getAddTeamMemberMethod = IdentityServiceGrpc.getAddTeamMemberMethod) == null) {
          IdentityServiceGrpc.getAddTeamMemberMethod = getAddTeamMemberMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.AddTeamMemberRequest, dev.remit.v1.AddTeamMemberResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AddTeamMember"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.AddTeamMemberRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.AddTeamMemberResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("AddTeamMember"))
              .build();
        }
      }
    }
    return getAddTeamMemberMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RemoveTeamMemberRequest,
      dev.remit.v1.RemoveTeamMemberResponse> getRemoveTeamMemberMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RemoveTeamMember",
      requestType = dev.remit.v1.RemoveTeamMemberRequest.class,
      responseType = dev.remit.v1.RemoveTeamMemberResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RemoveTeamMemberRequest,
      dev.remit.v1.RemoveTeamMemberResponse> getRemoveTeamMemberMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RemoveTeamMemberRequest, dev.remit.v1.RemoveTeamMemberResponse> getRemoveTeamMemberMethod;
    if ((getRemoveTeamMemberMethod = IdentityServiceGrpc.getRemoveTeamMemberMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getRemoveTeamMemberMethod = IdentityServiceGrpc.getRemoveTeamMemberMethod) == null) {
          IdentityServiceGrpc.getRemoveTeamMemberMethod = getRemoveTeamMemberMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RemoveTeamMemberRequest, dev.remit.v1.RemoveTeamMemberResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RemoveTeamMember"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RemoveTeamMemberRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RemoveTeamMemberResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("RemoveTeamMember"))
              .build();
        }
      }
    }
    return getRemoveTeamMemberMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListTeamMembersRequest,
      dev.remit.v1.ListTeamMembersResponse> getListTeamMembersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListTeamMembers",
      requestType = dev.remit.v1.ListTeamMembersRequest.class,
      responseType = dev.remit.v1.ListTeamMembersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListTeamMembersRequest,
      dev.remit.v1.ListTeamMembersResponse> getListTeamMembersMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListTeamMembersRequest, dev.remit.v1.ListTeamMembersResponse> getListTeamMembersMethod;
    if ((getListTeamMembersMethod = IdentityServiceGrpc.getListTeamMembersMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getListTeamMembersMethod = IdentityServiceGrpc.getListTeamMembersMethod) == null) {
          IdentityServiceGrpc.getListTeamMembersMethod = getListTeamMembersMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListTeamMembersRequest, dev.remit.v1.ListTeamMembersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListTeamMembers"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListTeamMembersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListTeamMembersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ListTeamMembers"))
              .build();
        }
      }
    }
    return getListTeamMembersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.StartSessionRequest,
      dev.remit.v1.StartSessionResponse> getStartSessionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "StartSession",
      requestType = dev.remit.v1.StartSessionRequest.class,
      responseType = dev.remit.v1.StartSessionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.StartSessionRequest,
      dev.remit.v1.StartSessionResponse> getStartSessionMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.StartSessionRequest, dev.remit.v1.StartSessionResponse> getStartSessionMethod;
    if ((getStartSessionMethod = IdentityServiceGrpc.getStartSessionMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getStartSessionMethod = IdentityServiceGrpc.getStartSessionMethod) == null) {
          IdentityServiceGrpc.getStartSessionMethod = getStartSessionMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.StartSessionRequest, dev.remit.v1.StartSessionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "StartSession"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.StartSessionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.StartSessionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("StartSession"))
              .build();
        }
      }
    }
    return getStartSessionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.EndSessionRequest,
      dev.remit.v1.EndSessionResponse> getEndSessionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "EndSession",
      requestType = dev.remit.v1.EndSessionRequest.class,
      responseType = dev.remit.v1.EndSessionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.EndSessionRequest,
      dev.remit.v1.EndSessionResponse> getEndSessionMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.EndSessionRequest, dev.remit.v1.EndSessionResponse> getEndSessionMethod;
    if ((getEndSessionMethod = IdentityServiceGrpc.getEndSessionMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getEndSessionMethod = IdentityServiceGrpc.getEndSessionMethod) == null) {
          IdentityServiceGrpc.getEndSessionMethod = getEndSessionMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.EndSessionRequest, dev.remit.v1.EndSessionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "EndSession"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.EndSessionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.EndSessionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("EndSession"))
              .build();
        }
      }
    }
    return getEndSessionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetSessionRequest,
      dev.remit.v1.GetSessionResponse> getGetSessionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetSession",
      requestType = dev.remit.v1.GetSessionRequest.class,
      responseType = dev.remit.v1.GetSessionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetSessionRequest,
      dev.remit.v1.GetSessionResponse> getGetSessionMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetSessionRequest, dev.remit.v1.GetSessionResponse> getGetSessionMethod;
    if ((getGetSessionMethod = IdentityServiceGrpc.getGetSessionMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getGetSessionMethod = IdentityServiceGrpc.getGetSessionMethod) == null) {
          IdentityServiceGrpc.getGetSessionMethod = getGetSessionMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetSessionRequest, dev.remit.v1.GetSessionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetSession"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetSessionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetSessionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("GetSession"))
              .build();
        }
      }
    }
    return getGetSessionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListSessionsRequest,
      dev.remit.v1.ListSessionsResponse> getListSessionsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListSessions",
      requestType = dev.remit.v1.ListSessionsRequest.class,
      responseType = dev.remit.v1.ListSessionsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListSessionsRequest,
      dev.remit.v1.ListSessionsResponse> getListSessionsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListSessionsRequest, dev.remit.v1.ListSessionsResponse> getListSessionsMethod;
    if ((getListSessionsMethod = IdentityServiceGrpc.getListSessionsMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getListSessionsMethod = IdentityServiceGrpc.getListSessionsMethod) == null) {
          IdentityServiceGrpc.getListSessionsMethod = getListSessionsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListSessionsRequest, dev.remit.v1.ListSessionsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListSessions"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListSessionsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListSessionsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ListSessions"))
              .build();
        }
      }
    }
    return getListSessionsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.StartRunRequest,
      dev.remit.v1.StartRunResponse> getStartRunMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "StartRun",
      requestType = dev.remit.v1.StartRunRequest.class,
      responseType = dev.remit.v1.StartRunResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.StartRunRequest,
      dev.remit.v1.StartRunResponse> getStartRunMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.StartRunRequest, dev.remit.v1.StartRunResponse> getStartRunMethod;
    if ((getStartRunMethod = IdentityServiceGrpc.getStartRunMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getStartRunMethod = IdentityServiceGrpc.getStartRunMethod) == null) {
          IdentityServiceGrpc.getStartRunMethod = getStartRunMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.StartRunRequest, dev.remit.v1.StartRunResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "StartRun"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.StartRunRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.StartRunResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("StartRun"))
              .build();
        }
      }
    }
    return getStartRunMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ExtendRunRequest,
      dev.remit.v1.ExtendRunResponse> getExtendRunMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ExtendRun",
      requestType = dev.remit.v1.ExtendRunRequest.class,
      responseType = dev.remit.v1.ExtendRunResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ExtendRunRequest,
      dev.remit.v1.ExtendRunResponse> getExtendRunMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ExtendRunRequest, dev.remit.v1.ExtendRunResponse> getExtendRunMethod;
    if ((getExtendRunMethod = IdentityServiceGrpc.getExtendRunMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getExtendRunMethod = IdentityServiceGrpc.getExtendRunMethod) == null) {
          IdentityServiceGrpc.getExtendRunMethod = getExtendRunMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ExtendRunRequest, dev.remit.v1.ExtendRunResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ExtendRun"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ExtendRunRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ExtendRunResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ExtendRun"))
              .build();
        }
      }
    }
    return getExtendRunMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.EndRunRequest,
      dev.remit.v1.EndRunResponse> getEndRunMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "EndRun",
      requestType = dev.remit.v1.EndRunRequest.class,
      responseType = dev.remit.v1.EndRunResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.EndRunRequest,
      dev.remit.v1.EndRunResponse> getEndRunMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.EndRunRequest, dev.remit.v1.EndRunResponse> getEndRunMethod;
    if ((getEndRunMethod = IdentityServiceGrpc.getEndRunMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getEndRunMethod = IdentityServiceGrpc.getEndRunMethod) == null) {
          IdentityServiceGrpc.getEndRunMethod = getEndRunMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.EndRunRequest, dev.remit.v1.EndRunResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "EndRun"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.EndRunRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.EndRunResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("EndRun"))
              .build();
        }
      }
    }
    return getEndRunMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetRunRequest,
      dev.remit.v1.GetRunResponse> getGetRunMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetRun",
      requestType = dev.remit.v1.GetRunRequest.class,
      responseType = dev.remit.v1.GetRunResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetRunRequest,
      dev.remit.v1.GetRunResponse> getGetRunMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetRunRequest, dev.remit.v1.GetRunResponse> getGetRunMethod;
    if ((getGetRunMethod = IdentityServiceGrpc.getGetRunMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getGetRunMethod = IdentityServiceGrpc.getGetRunMethod) == null) {
          IdentityServiceGrpc.getGetRunMethod = getGetRunMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetRunRequest, dev.remit.v1.GetRunResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetRun"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetRunRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetRunResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("GetRun"))
              .build();
        }
      }
    }
    return getGetRunMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListRunsRequest,
      dev.remit.v1.ListRunsResponse> getListRunsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListRuns",
      requestType = dev.remit.v1.ListRunsRequest.class,
      responseType = dev.remit.v1.ListRunsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListRunsRequest,
      dev.remit.v1.ListRunsResponse> getListRunsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListRunsRequest, dev.remit.v1.ListRunsResponse> getListRunsMethod;
    if ((getListRunsMethod = IdentityServiceGrpc.getListRunsMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getListRunsMethod = IdentityServiceGrpc.getListRunsMethod) == null) {
          IdentityServiceGrpc.getListRunsMethod = getListRunsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListRunsRequest, dev.remit.v1.ListRunsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListRuns"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListRunsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListRunsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ListRuns"))
              .build();
        }
      }
    }
    return getListRunsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateApiKeyRequest,
      dev.remit.v1.CreateApiKeyResponse> getCreateApiKeyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateApiKey",
      requestType = dev.remit.v1.CreateApiKeyRequest.class,
      responseType = dev.remit.v1.CreateApiKeyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateApiKeyRequest,
      dev.remit.v1.CreateApiKeyResponse> getCreateApiKeyMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateApiKeyRequest, dev.remit.v1.CreateApiKeyResponse> getCreateApiKeyMethod;
    if ((getCreateApiKeyMethod = IdentityServiceGrpc.getCreateApiKeyMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getCreateApiKeyMethod = IdentityServiceGrpc.getCreateApiKeyMethod) == null) {
          IdentityServiceGrpc.getCreateApiKeyMethod = getCreateApiKeyMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateApiKeyRequest, dev.remit.v1.CreateApiKeyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateApiKey"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateApiKeyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateApiKeyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("CreateApiKey"))
              .build();
        }
      }
    }
    return getCreateApiKeyMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListApiKeysRequest,
      dev.remit.v1.ListApiKeysResponse> getListApiKeysMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListApiKeys",
      requestType = dev.remit.v1.ListApiKeysRequest.class,
      responseType = dev.remit.v1.ListApiKeysResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListApiKeysRequest,
      dev.remit.v1.ListApiKeysResponse> getListApiKeysMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListApiKeysRequest, dev.remit.v1.ListApiKeysResponse> getListApiKeysMethod;
    if ((getListApiKeysMethod = IdentityServiceGrpc.getListApiKeysMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getListApiKeysMethod = IdentityServiceGrpc.getListApiKeysMethod) == null) {
          IdentityServiceGrpc.getListApiKeysMethod = getListApiKeysMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListApiKeysRequest, dev.remit.v1.ListApiKeysResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListApiKeys"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListApiKeysRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListApiKeysResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ListApiKeys"))
              .build();
        }
      }
    }
    return getListApiKeysMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RevokeApiKeyRequest,
      dev.remit.v1.RevokeApiKeyResponse> getRevokeApiKeyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RevokeApiKey",
      requestType = dev.remit.v1.RevokeApiKeyRequest.class,
      responseType = dev.remit.v1.RevokeApiKeyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RevokeApiKeyRequest,
      dev.remit.v1.RevokeApiKeyResponse> getRevokeApiKeyMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RevokeApiKeyRequest, dev.remit.v1.RevokeApiKeyResponse> getRevokeApiKeyMethod;
    if ((getRevokeApiKeyMethod = IdentityServiceGrpc.getRevokeApiKeyMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getRevokeApiKeyMethod = IdentityServiceGrpc.getRevokeApiKeyMethod) == null) {
          IdentityServiceGrpc.getRevokeApiKeyMethod = getRevokeApiKeyMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RevokeApiKeyRequest, dev.remit.v1.RevokeApiKeyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RevokeApiKey"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RevokeApiKeyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RevokeApiKeyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("RevokeApiKey"))
              .build();
        }
      }
    }
    return getRevokeApiKeyMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RotateApiKeyRequest,
      dev.remit.v1.RotateApiKeyResponse> getRotateApiKeyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RotateApiKey",
      requestType = dev.remit.v1.RotateApiKeyRequest.class,
      responseType = dev.remit.v1.RotateApiKeyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RotateApiKeyRequest,
      dev.remit.v1.RotateApiKeyResponse> getRotateApiKeyMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RotateApiKeyRequest, dev.remit.v1.RotateApiKeyResponse> getRotateApiKeyMethod;
    if ((getRotateApiKeyMethod = IdentityServiceGrpc.getRotateApiKeyMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getRotateApiKeyMethod = IdentityServiceGrpc.getRotateApiKeyMethod) == null) {
          IdentityServiceGrpc.getRotateApiKeyMethod = getRotateApiKeyMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RotateApiKeyRequest, dev.remit.v1.RotateApiKeyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RotateApiKey"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RotateApiKeyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RotateApiKeyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("RotateApiKey"))
              .build();
        }
      }
    }
    return getRotateApiKeyMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ValidateApiKeyRequest,
      dev.remit.v1.ValidateApiKeyResponse> getValidateApiKeyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ValidateApiKey",
      requestType = dev.remit.v1.ValidateApiKeyRequest.class,
      responseType = dev.remit.v1.ValidateApiKeyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ValidateApiKeyRequest,
      dev.remit.v1.ValidateApiKeyResponse> getValidateApiKeyMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ValidateApiKeyRequest, dev.remit.v1.ValidateApiKeyResponse> getValidateApiKeyMethod;
    if ((getValidateApiKeyMethod = IdentityServiceGrpc.getValidateApiKeyMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getValidateApiKeyMethod = IdentityServiceGrpc.getValidateApiKeyMethod) == null) {
          IdentityServiceGrpc.getValidateApiKeyMethod = getValidateApiKeyMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ValidateApiKeyRequest, dev.remit.v1.ValidateApiKeyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ValidateApiKey"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ValidateApiKeyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ValidateApiKeyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ValidateApiKey"))
              .build();
        }
      }
    }
    return getValidateApiKeyMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.IssueTokenRequest,
      dev.remit.v1.IssueTokenResponse> getIssueTokenMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "IssueToken",
      requestType = dev.remit.v1.IssueTokenRequest.class,
      responseType = dev.remit.v1.IssueTokenResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.IssueTokenRequest,
      dev.remit.v1.IssueTokenResponse> getIssueTokenMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.IssueTokenRequest, dev.remit.v1.IssueTokenResponse> getIssueTokenMethod;
    if ((getIssueTokenMethod = IdentityServiceGrpc.getIssueTokenMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getIssueTokenMethod = IdentityServiceGrpc.getIssueTokenMethod) == null) {
          IdentityServiceGrpc.getIssueTokenMethod = getIssueTokenMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.IssueTokenRequest, dev.remit.v1.IssueTokenResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "IssueToken"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.IssueTokenRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.IssueTokenResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("IssueToken"))
              .build();
        }
      }
    }
    return getIssueTokenMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RefreshTokenRequest,
      dev.remit.v1.RefreshTokenResponse> getRefreshTokenMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RefreshToken",
      requestType = dev.remit.v1.RefreshTokenRequest.class,
      responseType = dev.remit.v1.RefreshTokenResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RefreshTokenRequest,
      dev.remit.v1.RefreshTokenResponse> getRefreshTokenMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RefreshTokenRequest, dev.remit.v1.RefreshTokenResponse> getRefreshTokenMethod;
    if ((getRefreshTokenMethod = IdentityServiceGrpc.getRefreshTokenMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getRefreshTokenMethod = IdentityServiceGrpc.getRefreshTokenMethod) == null) {
          IdentityServiceGrpc.getRefreshTokenMethod = getRefreshTokenMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RefreshTokenRequest, dev.remit.v1.RefreshTokenResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RefreshToken"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RefreshTokenRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RefreshTokenResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("RefreshToken"))
              .build();
        }
      }
    }
    return getRefreshTokenMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RevokeTokenRequest,
      dev.remit.v1.RevokeTokenResponse> getRevokeTokenMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RevokeToken",
      requestType = dev.remit.v1.RevokeTokenRequest.class,
      responseType = dev.remit.v1.RevokeTokenResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RevokeTokenRequest,
      dev.remit.v1.RevokeTokenResponse> getRevokeTokenMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RevokeTokenRequest, dev.remit.v1.RevokeTokenResponse> getRevokeTokenMethod;
    if ((getRevokeTokenMethod = IdentityServiceGrpc.getRevokeTokenMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getRevokeTokenMethod = IdentityServiceGrpc.getRevokeTokenMethod) == null) {
          IdentityServiceGrpc.getRevokeTokenMethod = getRevokeTokenMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RevokeTokenRequest, dev.remit.v1.RevokeTokenResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RevokeToken"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RevokeTokenRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RevokeTokenResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("RevokeToken"))
              .build();
        }
      }
    }
    return getRevokeTokenMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ValidateTokenRequest,
      dev.remit.v1.ValidateTokenResponse> getValidateTokenMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ValidateToken",
      requestType = dev.remit.v1.ValidateTokenRequest.class,
      responseType = dev.remit.v1.ValidateTokenResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ValidateTokenRequest,
      dev.remit.v1.ValidateTokenResponse> getValidateTokenMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ValidateTokenRequest, dev.remit.v1.ValidateTokenResponse> getValidateTokenMethod;
    if ((getValidateTokenMethod = IdentityServiceGrpc.getValidateTokenMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getValidateTokenMethod = IdentityServiceGrpc.getValidateTokenMethod) == null) {
          IdentityServiceGrpc.getValidateTokenMethod = getValidateTokenMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ValidateTokenRequest, dev.remit.v1.ValidateTokenResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ValidateToken"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ValidateTokenRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ValidateTokenResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ValidateToken"))
              .build();
        }
      }
    }
    return getValidateTokenMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetAuthorizationUrlRequest,
      dev.remit.v1.GetAuthorizationUrlResponse> getGetAuthorizationUrlMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetAuthorizationUrl",
      requestType = dev.remit.v1.GetAuthorizationUrlRequest.class,
      responseType = dev.remit.v1.GetAuthorizationUrlResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetAuthorizationUrlRequest,
      dev.remit.v1.GetAuthorizationUrlResponse> getGetAuthorizationUrlMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetAuthorizationUrlRequest, dev.remit.v1.GetAuthorizationUrlResponse> getGetAuthorizationUrlMethod;
    if ((getGetAuthorizationUrlMethod = IdentityServiceGrpc.getGetAuthorizationUrlMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getGetAuthorizationUrlMethod = IdentityServiceGrpc.getGetAuthorizationUrlMethod) == null) {
          IdentityServiceGrpc.getGetAuthorizationUrlMethod = getGetAuthorizationUrlMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetAuthorizationUrlRequest, dev.remit.v1.GetAuthorizationUrlResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetAuthorizationUrl"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetAuthorizationUrlRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetAuthorizationUrlResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("GetAuthorizationUrl"))
              .build();
        }
      }
    }
    return getGetAuthorizationUrlMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ExchangeCodeRequest,
      dev.remit.v1.ExchangeCodeResponse> getExchangeCodeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ExchangeCode",
      requestType = dev.remit.v1.ExchangeCodeRequest.class,
      responseType = dev.remit.v1.ExchangeCodeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ExchangeCodeRequest,
      dev.remit.v1.ExchangeCodeResponse> getExchangeCodeMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ExchangeCodeRequest, dev.remit.v1.ExchangeCodeResponse> getExchangeCodeMethod;
    if ((getExchangeCodeMethod = IdentityServiceGrpc.getExchangeCodeMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getExchangeCodeMethod = IdentityServiceGrpc.getExchangeCodeMethod) == null) {
          IdentityServiceGrpc.getExchangeCodeMethod = getExchangeCodeMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ExchangeCodeRequest, dev.remit.v1.ExchangeCodeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ExchangeCode"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ExchangeCodeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ExchangeCodeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ExchangeCode"))
              .build();
        }
      }
    }
    return getExchangeCodeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetUserInfoRequest,
      dev.remit.v1.GetUserInfoResponse> getGetUserInfoMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetUserInfo",
      requestType = dev.remit.v1.GetUserInfoRequest.class,
      responseType = dev.remit.v1.GetUserInfoResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetUserInfoRequest,
      dev.remit.v1.GetUserInfoResponse> getGetUserInfoMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetUserInfoRequest, dev.remit.v1.GetUserInfoResponse> getGetUserInfoMethod;
    if ((getGetUserInfoMethod = IdentityServiceGrpc.getGetUserInfoMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getGetUserInfoMethod = IdentityServiceGrpc.getGetUserInfoMethod) == null) {
          IdentityServiceGrpc.getGetUserInfoMethod = getGetUserInfoMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetUserInfoRequest, dev.remit.v1.GetUserInfoResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetUserInfo"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetUserInfoRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetUserInfoResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("GetUserInfo"))
              .build();
        }
      }
    }
    return getGetUserInfoMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.WhoAmIRequest,
      dev.remit.v1.WhoAmIResponse> getWhoAmIMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WhoAmI",
      requestType = dev.remit.v1.WhoAmIRequest.class,
      responseType = dev.remit.v1.WhoAmIResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.WhoAmIRequest,
      dev.remit.v1.WhoAmIResponse> getWhoAmIMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.WhoAmIRequest, dev.remit.v1.WhoAmIResponse> getWhoAmIMethod;
    if ((getWhoAmIMethod = IdentityServiceGrpc.getWhoAmIMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getWhoAmIMethod = IdentityServiceGrpc.getWhoAmIMethod) == null) {
          IdentityServiceGrpc.getWhoAmIMethod = getWhoAmIMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.WhoAmIRequest, dev.remit.v1.WhoAmIResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WhoAmI"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.WhoAmIRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.WhoAmIResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("WhoAmI"))
              .build();
        }
      }
    }
    return getWhoAmIMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.VerifyAgentRequest,
      dev.remit.v1.VerifyAgentResponse> getVerifyAgentMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "VerifyAgent",
      requestType = dev.remit.v1.VerifyAgentRequest.class,
      responseType = dev.remit.v1.VerifyAgentResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.VerifyAgentRequest,
      dev.remit.v1.VerifyAgentResponse> getVerifyAgentMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.VerifyAgentRequest, dev.remit.v1.VerifyAgentResponse> getVerifyAgentMethod;
    if ((getVerifyAgentMethod = IdentityServiceGrpc.getVerifyAgentMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getVerifyAgentMethod = IdentityServiceGrpc.getVerifyAgentMethod) == null) {
          IdentityServiceGrpc.getVerifyAgentMethod = getVerifyAgentMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.VerifyAgentRequest, dev.remit.v1.VerifyAgentResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "VerifyAgent"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.VerifyAgentRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.VerifyAgentResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("VerifyAgent"))
              .build();
        }
      }
    }
    return getVerifyAgentMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateDelegationRequest,
      dev.remit.v1.CreateDelegationResponse> getCreateDelegationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateDelegation",
      requestType = dev.remit.v1.CreateDelegationRequest.class,
      responseType = dev.remit.v1.CreateDelegationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateDelegationRequest,
      dev.remit.v1.CreateDelegationResponse> getCreateDelegationMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateDelegationRequest, dev.remit.v1.CreateDelegationResponse> getCreateDelegationMethod;
    if ((getCreateDelegationMethod = IdentityServiceGrpc.getCreateDelegationMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getCreateDelegationMethod = IdentityServiceGrpc.getCreateDelegationMethod) == null) {
          IdentityServiceGrpc.getCreateDelegationMethod = getCreateDelegationMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateDelegationRequest, dev.remit.v1.CreateDelegationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateDelegation"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateDelegationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateDelegationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("CreateDelegation"))
              .build();
        }
      }
    }
    return getCreateDelegationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListDelegationsRequest,
      dev.remit.v1.ListDelegationsResponse> getListDelegationsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListDelegations",
      requestType = dev.remit.v1.ListDelegationsRequest.class,
      responseType = dev.remit.v1.ListDelegationsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListDelegationsRequest,
      dev.remit.v1.ListDelegationsResponse> getListDelegationsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListDelegationsRequest, dev.remit.v1.ListDelegationsResponse> getListDelegationsMethod;
    if ((getListDelegationsMethod = IdentityServiceGrpc.getListDelegationsMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getListDelegationsMethod = IdentityServiceGrpc.getListDelegationsMethod) == null) {
          IdentityServiceGrpc.getListDelegationsMethod = getListDelegationsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListDelegationsRequest, dev.remit.v1.ListDelegationsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListDelegations"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListDelegationsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListDelegationsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("ListDelegations"))
              .build();
        }
      }
    }
    return getListDelegationsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RevokeDelegationRequest,
      dev.remit.v1.RevokeDelegationResponse> getRevokeDelegationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RevokeDelegation",
      requestType = dev.remit.v1.RevokeDelegationRequest.class,
      responseType = dev.remit.v1.RevokeDelegationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RevokeDelegationRequest,
      dev.remit.v1.RevokeDelegationResponse> getRevokeDelegationMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RevokeDelegationRequest, dev.remit.v1.RevokeDelegationResponse> getRevokeDelegationMethod;
    if ((getRevokeDelegationMethod = IdentityServiceGrpc.getRevokeDelegationMethod) == null) {
      synchronized (IdentityServiceGrpc.class) {
        if ((getRevokeDelegationMethod = IdentityServiceGrpc.getRevokeDelegationMethod) == null) {
          IdentityServiceGrpc.getRevokeDelegationMethod = getRevokeDelegationMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RevokeDelegationRequest, dev.remit.v1.RevokeDelegationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RevokeDelegation"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RevokeDelegationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RevokeDelegationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IdentityServiceMethodDescriptorSupplier("RevokeDelegation"))
              .build();
        }
      }
    }
    return getRevokeDelegationMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static IdentityServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<IdentityServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<IdentityServiceStub>() {
        @java.lang.Override
        public IdentityServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new IdentityServiceStub(channel, callOptions);
        }
      };
    return IdentityServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static IdentityServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<IdentityServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<IdentityServiceBlockingV2Stub>() {
        @java.lang.Override
        public IdentityServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new IdentityServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return IdentityServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static IdentityServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<IdentityServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<IdentityServiceBlockingStub>() {
        @java.lang.Override
        public IdentityServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new IdentityServiceBlockingStub(channel, callOptions);
        }
      };
    return IdentityServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static IdentityServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<IdentityServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<IdentityServiceFutureStub>() {
        @java.lang.Override
        public IdentityServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new IdentityServiceFutureStub(channel, callOptions);
        }
      };
    return IdentityServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Who acts: subjects, their groups and teams, sessions, runs, credentials and delegations.
   * What is suspended, ended or revoked here is refused everywhere within a second. The tenant comes from the credential;
   * a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
   * TENANT_MISMATCH. Each call needs the permission that its name says, such as `subject:create`, else
   * PERMISSION_MISSING; `WhoAmI` and `GetUserInfo` need only a credential, and `RefreshToken`, `GetAuthorizationUrl` and
   * `ExchangeCode` none. Attempts that fail are limited: TOO_MANY_REFUSALS.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Creates a subject, with roles if asked. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    default void createSubject(dev.remit.v1.CreateSubjectRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateSubjectResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateSubjectMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one subject with its roles, effective permissions and open sessions. NOT_FOUND when there is none.
     * </pre>
     */
    default void getSubject(dev.remit.v1.GetSubjectRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetSubjectResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetSubjectMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists subjects by type and id.
     * </pre>
     */
    default void listSubjects(dev.remit.v1.ListSubjectsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListSubjectsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListSubjectsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes a subject.
     * </pre>
     */
    default void updateSubject(dev.remit.v1.UpdateSubjectRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateSubjectResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateSubjectMethod(), responseObserver);
    }

    /**
     * <pre>
     * Stops a subject: the kill switch. Its keys, tokens, sessions and runs are refused. Again: changes nothing.
     * </pre>
     */
    default void suspendSubject(dev.remit.v1.SuspendSubjectRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SuspendSubjectResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSuspendSubjectMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lets a suspended subject act again. An active one: changes nothing.
     * </pre>
     */
    default void resumeSubject(dev.remit.v1.ResumeSubjectRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ResumeSubjectResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getResumeSubjectMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes a subject with its bindings and memberships, revokes its keys and delegations, ends its sessions and runs.
     * Its records stay. PRECONDITION_FAILED for the last administrator.
     * </pre>
     */
    default void deleteSubject(dev.remit.v1.DeleteSubjectRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteSubjectResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteSubjectMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates a group. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    default void createGroup(dev.remit.v1.CreateGroupRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateGroupResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateGroupMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one group. NOT_FOUND when there is none.
     * </pre>
     */
    default void getGroup(dev.remit.v1.GetGroupRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetGroupResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetGroupMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists groups by id.
     * </pre>
     */
    default void listGroups(dev.remit.v1.ListGroupsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListGroupsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListGroupsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes the name of a group.
     * </pre>
     */
    default void updateGroup(dev.remit.v1.UpdateGroupRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateGroupResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateGroupMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes a group with its bindings.
     * </pre>
     */
    default void deleteGroup(dev.remit.v1.DeleteGroupRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteGroupResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteGroupMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds a member. One that is in it already changes nothing. NOT_FOUND when either is not there.
     * </pre>
     */
    default void addGroupMember(dev.remit.v1.AddGroupMemberRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.AddGroupMemberResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAddGroupMemberMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes a member. One that is not in it changes nothing.
     * </pre>
     */
    default void removeGroupMember(dev.remit.v1.RemoveGroupMemberRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RemoveGroupMemberResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRemoveGroupMemberMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists members by type and id.
     * </pre>
     */
    default void listGroupMembers(dev.remit.v1.ListGroupMembersRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListGroupMembersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListGroupMembersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates a team. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    default void createTeam(dev.remit.v1.CreateTeamRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateTeamResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateTeamMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one team. NOT_FOUND when there is none.
     * </pre>
     */
    default void getTeam(dev.remit.v1.GetTeamRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetTeamResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetTeamMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists teams by id.
     * </pre>
     */
    default void listTeams(dev.remit.v1.ListTeamsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListTeamsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListTeamsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes the name of a team.
     * </pre>
     */
    default void updateTeam(dev.remit.v1.UpdateTeamRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateTeamResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateTeamMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes a team with its bindings. PRECONDITION_FAILED while budgets or limits name it.
     * </pre>
     */
    default void deleteTeam(dev.remit.v1.DeleteTeamRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteTeamResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteTeamMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds a member. One that is in it already changes nothing. NOT_FOUND when either is not there.
     * </pre>
     */
    default void addTeamMember(dev.remit.v1.AddTeamMemberRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.AddTeamMemberResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAddTeamMemberMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes a member. One that is not in it changes nothing.
     * </pre>
     */
    default void removeTeamMember(dev.remit.v1.RemoveTeamMemberRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RemoveTeamMemberResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRemoveTeamMemberMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists members by type and id.
     * </pre>
     */
    default void listTeamMembers(dev.remit.v1.ListTeamMembersRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListTeamMembersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListTeamMembersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Begins a session, with fresh budgets of its own. NOT_FOUND without such a subject.
     * </pre>
     */
    default void startSession(dev.remit.v1.StartSessionRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.StartSessionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getStartSessionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a session and its runs, and gives the account. One that has ended gives the account again.
     * </pre>
     */
    default void endSession(dev.remit.v1.EndSessionRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.EndSessionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getEndSessionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one session and its account so far. NOT_FOUND when there is none.
     * </pre>
     */
    default void getSession(dev.remit.v1.GetSessionRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetSessionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetSessionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists sessions, newest first.
     * </pre>
     */
    default void listSessions(dev.remit.v1.ListSessionsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListSessionsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListSessionsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Begins a run under a lease. PRECONDITION_FAILED when its session has ended.
     * </pre>
     */
    default void startRun(dev.remit.v1.StartRunRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.StartRunResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getStartRunMethod(), responseObserver);
    }

    /**
     * <pre>
     * Renews the lease of a run: the heartbeat. It changes no right and takes no revision. PRECONDITION_FAILED when the
     * run has ended or is LOST.
     * </pre>
     */
    default void extendRun(dev.remit.v1.ExtendRunRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ExtendRunResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getExtendRunMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a run. With the same state again: changes nothing; with another: PRECONDITION_FAILED. A LOST run may still be
     * ended once.
     * </pre>
     */
    default void endRun(dev.remit.v1.EndRunRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.EndRunResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getEndRunMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one run. NOT_FOUND when there is none.
     * </pre>
     */
    default void getRun(dev.remit.v1.GetRunRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetRunResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetRunMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists runs, newest first.
     * </pre>
     */
    default void listRuns(dev.remit.v1.ListRunsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListRunsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListRunsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates an API key and shows its secret, once.
     * </pre>
     */
    default void createApiKey(dev.remit.v1.CreateApiKeyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateApiKeyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateApiKeyMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists API keys, newest first, without secrets.
     * </pre>
     */
    default void listApiKeys(dev.remit.v1.ListApiKeysRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListApiKeysResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListApiKeysMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends an API key for good. One that was revoked: changes nothing.
     * </pre>
     */
    default void revokeApiKey(dev.remit.v1.RevokeApiKeyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RevokeApiKeyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRevokeApiKeyMethod(), responseObserver);
    }

    /**
     * <pre>
     * Replaces an API key by a new one with the same rights; the old one stays good for the overlap.
     * PRECONDITION_FAILED unless it is ACTIVE.
     * </pre>
     */
    default void rotateApiKey(dev.remit.v1.RotateApiKeyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RotateApiKeyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRotateApiKeyMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says whether a secret is a good API key of this tenant. A bad one is an answer, not an error.
     * </pre>
     */
    default void validateApiKey(dev.remit.v1.ValidateApiKeyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ValidateApiKeyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getValidateApiKeyMethod(), responseObserver);
    }

    /**
     * <pre>
     * Issues a token that speaks for a subject with at most the caller's and the subject's rights, and ends no later than
     * the caller's own credential. PERMISSION_MISSING or CREDENTIAL_SCOPE when it would have more.
     * </pre>
     */
    default void issueToken(dev.remit.v1.IssueTokenRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.IssueTokenResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getIssueTokenMethod(), responseObserver);
    }

    /**
     * <pre>
     * Turns a refresh token into a new pair. One used twice ends its whole family: CREDENTIAL_REVOKED. So it is not to be
     * repeated when its answer is lost: sign in, or ask for a token, again.
     * </pre>
     */
    default void refreshToken(dev.remit.v1.RefreshTokenRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RefreshTokenResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRefreshTokenMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a token, or all of a subject; another's needs the permission `token:revoke` on that subject, the caller's own,
     * and one whose refresh token it can show, none. Ended ones: changes nothing.
     * </pre>
     */
    default void revokeToken(dev.remit.v1.RevokeTokenRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RevokeTokenResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRevokeTokenMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says whether a token that Remit issued is good for the one who was shown it. Services that verify signatures by
     * themselves learn here alone that one was revoked. A bad one, or another tenant's, is an answer, not an error.
     * </pre>
     */
    default void validateToken(dev.remit.v1.ValidateTokenRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ValidateTokenResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getValidateTokenMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says where to send a user's browser for sign-in (OAuth 2.0 authorization code with PKCE). NOT_FOUND without such a
     * provider.
     * </pre>
     */
    default void getAuthorizationUrl(dev.remit.v1.GetAuthorizationUrlRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetAuthorizationUrlResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetAuthorizationUrlMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a sign-in: turns the provider's code into tokens. CREDENTIAL_UNKNOWN when state, code or verifier do not fit,
     * or whoever signed in is no user here; CREDENTIAL_EXPIRED when the state has ended; CREDENTIAL_REVOKED when the user
     * is suspended or has expired.
     * </pre>
     */
    default void exchangeCode(dev.remit.v1.ExchangeCodeRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ExchangeCodeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getExchangeCodeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads what the sign-in provider said of the caller. NOT_FOUND when the caller did not sign in with one.
     * </pre>
     */
    default void getUserInfo(dev.remit.v1.GetUserInfoRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetUserInfoResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetUserInfoMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says who the caller is, and with what rights.
     * </pre>
     */
    default void whoAmI(dev.remit.v1.WhoAmIRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.WhoAmIResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWhoAmIMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says whether an agent is known, active and validly signed for. A failure is an answer with reasons, not an error.
     * </pre>
     */
    default void verifyAgent(dev.remit.v1.VerifyAgentRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.VerifyAgentResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getVerifyAgentMethod(), responseObserver);
    }

    /**
     * <pre>
     * Records that one may act for another, or passes such a grant on. PERMISSION_MISSING when it would grant more than
     * the caller may pass on, or another than its delegate passes it on; PRECONDITION_FAILED when the parent has ended,
     * who grants is suspended, or the chain would be longer than the tenant allows.
     * </pre>
     */
    default void createDelegation(dev.remit.v1.CreateDelegationRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateDelegationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateDelegationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists delegations, newest first.
     * </pre>
     */
    default void listDelegations(dev.remit.v1.ListDelegationsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListDelegationsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListDelegationsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a delegation and all that pass it on. An ended one: changes nothing.
     * </pre>
     */
    default void revokeDelegation(dev.remit.v1.RevokeDelegationRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RevokeDelegationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRevokeDelegationMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service IdentityService.
   * <pre>
   * Who acts: subjects, their groups and teams, sessions, runs, credentials and delegations.
   * What is suspended, ended or revoked here is refused everywhere within a second. The tenant comes from the credential;
   * a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
   * TENANT_MISMATCH. Each call needs the permission that its name says, such as `subject:create`, else
   * PERMISSION_MISSING; `WhoAmI` and `GetUserInfo` need only a credential, and `RefreshToken`, `GetAuthorizationUrl` and
   * `ExchangeCode` none. Attempts that fail are limited: TOO_MANY_REFUSALS.
   * </pre>
   */
  public static abstract class IdentityServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return IdentityServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service IdentityService.
   * <pre>
   * Who acts: subjects, their groups and teams, sessions, runs, credentials and delegations.
   * What is suspended, ended or revoked here is refused everywhere within a second. The tenant comes from the credential;
   * a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
   * TENANT_MISMATCH. Each call needs the permission that its name says, such as `subject:create`, else
   * PERMISSION_MISSING; `WhoAmI` and `GetUserInfo` need only a credential, and `RefreshToken`, `GetAuthorizationUrl` and
   * `ExchangeCode` none. Attempts that fail are limited: TOO_MANY_REFUSALS.
   * </pre>
   */
  public static final class IdentityServiceStub
      extends io.grpc.stub.AbstractAsyncStub<IdentityServiceStub> {
    private IdentityServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected IdentityServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new IdentityServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a subject, with roles if asked. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public void createSubject(dev.remit.v1.CreateSubjectRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateSubjectResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateSubjectMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one subject with its roles, effective permissions and open sessions. NOT_FOUND when there is none.
     * </pre>
     */
    public void getSubject(dev.remit.v1.GetSubjectRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetSubjectResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetSubjectMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists subjects by type and id.
     * </pre>
     */
    public void listSubjects(dev.remit.v1.ListSubjectsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListSubjectsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListSubjectsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes a subject.
     * </pre>
     */
    public void updateSubject(dev.remit.v1.UpdateSubjectRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateSubjectResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateSubjectMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Stops a subject: the kill switch. Its keys, tokens, sessions and runs are refused. Again: changes nothing.
     * </pre>
     */
    public void suspendSubject(dev.remit.v1.SuspendSubjectRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SuspendSubjectResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSuspendSubjectMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lets a suspended subject act again. An active one: changes nothing.
     * </pre>
     */
    public void resumeSubject(dev.remit.v1.ResumeSubjectRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ResumeSubjectResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getResumeSubjectMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes a subject with its bindings and memberships, revokes its keys and delegations, ends its sessions and runs.
     * Its records stay. PRECONDITION_FAILED for the last administrator.
     * </pre>
     */
    public void deleteSubject(dev.remit.v1.DeleteSubjectRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteSubjectResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteSubjectMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates a group. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public void createGroup(dev.remit.v1.CreateGroupRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateGroupResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateGroupMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one group. NOT_FOUND when there is none.
     * </pre>
     */
    public void getGroup(dev.remit.v1.GetGroupRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetGroupResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetGroupMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists groups by id.
     * </pre>
     */
    public void listGroups(dev.remit.v1.ListGroupsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListGroupsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListGroupsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes the name of a group.
     * </pre>
     */
    public void updateGroup(dev.remit.v1.UpdateGroupRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateGroupResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateGroupMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes a group with its bindings.
     * </pre>
     */
    public void deleteGroup(dev.remit.v1.DeleteGroupRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteGroupResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteGroupMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds a member. One that is in it already changes nothing. NOT_FOUND when either is not there.
     * </pre>
     */
    public void addGroupMember(dev.remit.v1.AddGroupMemberRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.AddGroupMemberResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAddGroupMemberMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes a member. One that is not in it changes nothing.
     * </pre>
     */
    public void removeGroupMember(dev.remit.v1.RemoveGroupMemberRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RemoveGroupMemberResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRemoveGroupMemberMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists members by type and id.
     * </pre>
     */
    public void listGroupMembers(dev.remit.v1.ListGroupMembersRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListGroupMembersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListGroupMembersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates a team. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public void createTeam(dev.remit.v1.CreateTeamRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateTeamResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateTeamMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one team. NOT_FOUND when there is none.
     * </pre>
     */
    public void getTeam(dev.remit.v1.GetTeamRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetTeamResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetTeamMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists teams by id.
     * </pre>
     */
    public void listTeams(dev.remit.v1.ListTeamsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListTeamsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListTeamsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes the name of a team.
     * </pre>
     */
    public void updateTeam(dev.remit.v1.UpdateTeamRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateTeamResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateTeamMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes a team with its bindings. PRECONDITION_FAILED while budgets or limits name it.
     * </pre>
     */
    public void deleteTeam(dev.remit.v1.DeleteTeamRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteTeamResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteTeamMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds a member. One that is in it already changes nothing. NOT_FOUND when either is not there.
     * </pre>
     */
    public void addTeamMember(dev.remit.v1.AddTeamMemberRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.AddTeamMemberResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAddTeamMemberMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes a member. One that is not in it changes nothing.
     * </pre>
     */
    public void removeTeamMember(dev.remit.v1.RemoveTeamMemberRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RemoveTeamMemberResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRemoveTeamMemberMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists members by type and id.
     * </pre>
     */
    public void listTeamMembers(dev.remit.v1.ListTeamMembersRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListTeamMembersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListTeamMembersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Begins a session, with fresh budgets of its own. NOT_FOUND without such a subject.
     * </pre>
     */
    public void startSession(dev.remit.v1.StartSessionRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.StartSessionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getStartSessionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a session and its runs, and gives the account. One that has ended gives the account again.
     * </pre>
     */
    public void endSession(dev.remit.v1.EndSessionRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.EndSessionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getEndSessionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one session and its account so far. NOT_FOUND when there is none.
     * </pre>
     */
    public void getSession(dev.remit.v1.GetSessionRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetSessionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetSessionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists sessions, newest first.
     * </pre>
     */
    public void listSessions(dev.remit.v1.ListSessionsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListSessionsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListSessionsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Begins a run under a lease. PRECONDITION_FAILED when its session has ended.
     * </pre>
     */
    public void startRun(dev.remit.v1.StartRunRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.StartRunResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getStartRunMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Renews the lease of a run: the heartbeat. It changes no right and takes no revision. PRECONDITION_FAILED when the
     * run has ended or is LOST.
     * </pre>
     */
    public void extendRun(dev.remit.v1.ExtendRunRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ExtendRunResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getExtendRunMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a run. With the same state again: changes nothing; with another: PRECONDITION_FAILED. A LOST run may still be
     * ended once.
     * </pre>
     */
    public void endRun(dev.remit.v1.EndRunRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.EndRunResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getEndRunMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one run. NOT_FOUND when there is none.
     * </pre>
     */
    public void getRun(dev.remit.v1.GetRunRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetRunResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetRunMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists runs, newest first.
     * </pre>
     */
    public void listRuns(dev.remit.v1.ListRunsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListRunsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListRunsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates an API key and shows its secret, once.
     * </pre>
     */
    public void createApiKey(dev.remit.v1.CreateApiKeyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateApiKeyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateApiKeyMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists API keys, newest first, without secrets.
     * </pre>
     */
    public void listApiKeys(dev.remit.v1.ListApiKeysRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListApiKeysResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListApiKeysMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends an API key for good. One that was revoked: changes nothing.
     * </pre>
     */
    public void revokeApiKey(dev.remit.v1.RevokeApiKeyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RevokeApiKeyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRevokeApiKeyMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Replaces an API key by a new one with the same rights; the old one stays good for the overlap.
     * PRECONDITION_FAILED unless it is ACTIVE.
     * </pre>
     */
    public void rotateApiKey(dev.remit.v1.RotateApiKeyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RotateApiKeyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRotateApiKeyMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says whether a secret is a good API key of this tenant. A bad one is an answer, not an error.
     * </pre>
     */
    public void validateApiKey(dev.remit.v1.ValidateApiKeyRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ValidateApiKeyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getValidateApiKeyMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Issues a token that speaks for a subject with at most the caller's and the subject's rights, and ends no later than
     * the caller's own credential. PERMISSION_MISSING or CREDENTIAL_SCOPE when it would have more.
     * </pre>
     */
    public void issueToken(dev.remit.v1.IssueTokenRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.IssueTokenResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getIssueTokenMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Turns a refresh token into a new pair. One used twice ends its whole family: CREDENTIAL_REVOKED. So it is not to be
     * repeated when its answer is lost: sign in, or ask for a token, again.
     * </pre>
     */
    public void refreshToken(dev.remit.v1.RefreshTokenRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RefreshTokenResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRefreshTokenMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a token, or all of a subject; another's needs the permission `token:revoke` on that subject, the caller's own,
     * and one whose refresh token it can show, none. Ended ones: changes nothing.
     * </pre>
     */
    public void revokeToken(dev.remit.v1.RevokeTokenRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RevokeTokenResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRevokeTokenMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says whether a token that Remit issued is good for the one who was shown it. Services that verify signatures by
     * themselves learn here alone that one was revoked. A bad one, or another tenant's, is an answer, not an error.
     * </pre>
     */
    public void validateToken(dev.remit.v1.ValidateTokenRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ValidateTokenResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getValidateTokenMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says where to send a user's browser for sign-in (OAuth 2.0 authorization code with PKCE). NOT_FOUND without such a
     * provider.
     * </pre>
     */
    public void getAuthorizationUrl(dev.remit.v1.GetAuthorizationUrlRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetAuthorizationUrlResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetAuthorizationUrlMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a sign-in: turns the provider's code into tokens. CREDENTIAL_UNKNOWN when state, code or verifier do not fit,
     * or whoever signed in is no user here; CREDENTIAL_EXPIRED when the state has ended; CREDENTIAL_REVOKED when the user
     * is suspended or has expired.
     * </pre>
     */
    public void exchangeCode(dev.remit.v1.ExchangeCodeRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ExchangeCodeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getExchangeCodeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads what the sign-in provider said of the caller. NOT_FOUND when the caller did not sign in with one.
     * </pre>
     */
    public void getUserInfo(dev.remit.v1.GetUserInfoRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetUserInfoResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetUserInfoMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says who the caller is, and with what rights.
     * </pre>
     */
    public void whoAmI(dev.remit.v1.WhoAmIRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.WhoAmIResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getWhoAmIMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says whether an agent is known, active and validly signed for. A failure is an answer with reasons, not an error.
     * </pre>
     */
    public void verifyAgent(dev.remit.v1.VerifyAgentRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.VerifyAgentResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getVerifyAgentMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Records that one may act for another, or passes such a grant on. PERMISSION_MISSING when it would grant more than
     * the caller may pass on, or another than its delegate passes it on; PRECONDITION_FAILED when the parent has ended,
     * who grants is suspended, or the chain would be longer than the tenant allows.
     * </pre>
     */
    public void createDelegation(dev.remit.v1.CreateDelegationRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateDelegationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateDelegationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists delegations, newest first.
     * </pre>
     */
    public void listDelegations(dev.remit.v1.ListDelegationsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListDelegationsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListDelegationsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a delegation and all that pass it on. An ended one: changes nothing.
     * </pre>
     */
    public void revokeDelegation(dev.remit.v1.RevokeDelegationRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RevokeDelegationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRevokeDelegationMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service IdentityService.
   * <pre>
   * Who acts: subjects, their groups and teams, sessions, runs, credentials and delegations.
   * What is suspended, ended or revoked here is refused everywhere within a second. The tenant comes from the credential;
   * a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
   * TENANT_MISMATCH. Each call needs the permission that its name says, such as `subject:create`, else
   * PERMISSION_MISSING; `WhoAmI` and `GetUserInfo` need only a credential, and `RefreshToken`, `GetAuthorizationUrl` and
   * `ExchangeCode` none. Attempts that fail are limited: TOO_MANY_REFUSALS.
   * </pre>
   */
  public static final class IdentityServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<IdentityServiceBlockingV2Stub> {
    private IdentityServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected IdentityServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new IdentityServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a subject, with roles if asked. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public dev.remit.v1.CreateSubjectResponse createSubject(dev.remit.v1.CreateSubjectRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateSubjectMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one subject with its roles, effective permissions and open sessions. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetSubjectResponse getSubject(dev.remit.v1.GetSubjectRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetSubjectMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists subjects by type and id.
     * </pre>
     */
    public dev.remit.v1.ListSubjectsResponse listSubjects(dev.remit.v1.ListSubjectsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListSubjectsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a subject.
     * </pre>
     */
    public dev.remit.v1.UpdateSubjectResponse updateSubject(dev.remit.v1.UpdateSubjectRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateSubjectMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stops a subject: the kill switch. Its keys, tokens, sessions and runs are refused. Again: changes nothing.
     * </pre>
     */
    public dev.remit.v1.SuspendSubjectResponse suspendSubject(dev.remit.v1.SuspendSubjectRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSuspendSubjectMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lets a suspended subject act again. An active one: changes nothing.
     * </pre>
     */
    public dev.remit.v1.ResumeSubjectResponse resumeSubject(dev.remit.v1.ResumeSubjectRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getResumeSubjectMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a subject with its bindings and memberships, revokes its keys and delegations, ends its sessions and runs.
     * Its records stay. PRECONDITION_FAILED for the last administrator.
     * </pre>
     */
    public dev.remit.v1.DeleteSubjectResponse deleteSubject(dev.remit.v1.DeleteSubjectRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteSubjectMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a group. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public dev.remit.v1.CreateGroupResponse createGroup(dev.remit.v1.CreateGroupRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one group. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetGroupResponse getGroup(dev.remit.v1.GetGroupRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists groups by id.
     * </pre>
     */
    public dev.remit.v1.ListGroupsResponse listGroups(dev.remit.v1.ListGroupsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListGroupsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the name of a group.
     * </pre>
     */
    public dev.remit.v1.UpdateGroupResponse updateGroup(dev.remit.v1.UpdateGroupRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a group with its bindings.
     * </pre>
     */
    public dev.remit.v1.DeleteGroupResponse deleteGroup(dev.remit.v1.DeleteGroupRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds a member. One that is in it already changes nothing. NOT_FOUND when either is not there.
     * </pre>
     */
    public dev.remit.v1.AddGroupMemberResponse addGroupMember(dev.remit.v1.AddGroupMemberRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAddGroupMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a member. One that is not in it changes nothing.
     * </pre>
     */
    public dev.remit.v1.RemoveGroupMemberResponse removeGroupMember(dev.remit.v1.RemoveGroupMemberRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRemoveGroupMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists members by type and id.
     * </pre>
     */
    public dev.remit.v1.ListGroupMembersResponse listGroupMembers(dev.remit.v1.ListGroupMembersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListGroupMembersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a team. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public dev.remit.v1.CreateTeamResponse createTeam(dev.remit.v1.CreateTeamRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateTeamMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one team. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetTeamResponse getTeam(dev.remit.v1.GetTeamRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetTeamMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists teams by id.
     * </pre>
     */
    public dev.remit.v1.ListTeamsResponse listTeams(dev.remit.v1.ListTeamsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListTeamsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the name of a team.
     * </pre>
     */
    public dev.remit.v1.UpdateTeamResponse updateTeam(dev.remit.v1.UpdateTeamRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateTeamMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a team with its bindings. PRECONDITION_FAILED while budgets or limits name it.
     * </pre>
     */
    public dev.remit.v1.DeleteTeamResponse deleteTeam(dev.remit.v1.DeleteTeamRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteTeamMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds a member. One that is in it already changes nothing. NOT_FOUND when either is not there.
     * </pre>
     */
    public dev.remit.v1.AddTeamMemberResponse addTeamMember(dev.remit.v1.AddTeamMemberRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAddTeamMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a member. One that is not in it changes nothing.
     * </pre>
     */
    public dev.remit.v1.RemoveTeamMemberResponse removeTeamMember(dev.remit.v1.RemoveTeamMemberRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRemoveTeamMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists members by type and id.
     * </pre>
     */
    public dev.remit.v1.ListTeamMembersResponse listTeamMembers(dev.remit.v1.ListTeamMembersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListTeamMembersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Begins a session, with fresh budgets of its own. NOT_FOUND without such a subject.
     * </pre>
     */
    public dev.remit.v1.StartSessionResponse startSession(dev.remit.v1.StartSessionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getStartSessionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a session and its runs, and gives the account. One that has ended gives the account again.
     * </pre>
     */
    public dev.remit.v1.EndSessionResponse endSession(dev.remit.v1.EndSessionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getEndSessionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one session and its account so far. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetSessionResponse getSession(dev.remit.v1.GetSessionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetSessionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists sessions, newest first.
     * </pre>
     */
    public dev.remit.v1.ListSessionsResponse listSessions(dev.remit.v1.ListSessionsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListSessionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Begins a run under a lease. PRECONDITION_FAILED when its session has ended.
     * </pre>
     */
    public dev.remit.v1.StartRunResponse startRun(dev.remit.v1.StartRunRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getStartRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Renews the lease of a run: the heartbeat. It changes no right and takes no revision. PRECONDITION_FAILED when the
     * run has ended or is LOST.
     * </pre>
     */
    public dev.remit.v1.ExtendRunResponse extendRun(dev.remit.v1.ExtendRunRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getExtendRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a run. With the same state again: changes nothing; with another: PRECONDITION_FAILED. A LOST run may still be
     * ended once.
     * </pre>
     */
    public dev.remit.v1.EndRunResponse endRun(dev.remit.v1.EndRunRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getEndRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one run. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetRunResponse getRun(dev.remit.v1.GetRunRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists runs, newest first.
     * </pre>
     */
    public dev.remit.v1.ListRunsResponse listRuns(dev.remit.v1.ListRunsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListRunsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates an API key and shows its secret, once.
     * </pre>
     */
    public dev.remit.v1.CreateApiKeyResponse createApiKey(dev.remit.v1.CreateApiKeyRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateApiKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists API keys, newest first, without secrets.
     * </pre>
     */
    public dev.remit.v1.ListApiKeysResponse listApiKeys(dev.remit.v1.ListApiKeysRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListApiKeysMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends an API key for good. One that was revoked: changes nothing.
     * </pre>
     */
    public dev.remit.v1.RevokeApiKeyResponse revokeApiKey(dev.remit.v1.RevokeApiKeyRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRevokeApiKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Replaces an API key by a new one with the same rights; the old one stays good for the overlap.
     * PRECONDITION_FAILED unless it is ACTIVE.
     * </pre>
     */
    public dev.remit.v1.RotateApiKeyResponse rotateApiKey(dev.remit.v1.RotateApiKeyRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRotateApiKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says whether a secret is a good API key of this tenant. A bad one is an answer, not an error.
     * </pre>
     */
    public dev.remit.v1.ValidateApiKeyResponse validateApiKey(dev.remit.v1.ValidateApiKeyRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getValidateApiKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Issues a token that speaks for a subject with at most the caller's and the subject's rights, and ends no later than
     * the caller's own credential. PERMISSION_MISSING or CREDENTIAL_SCOPE when it would have more.
     * </pre>
     */
    public dev.remit.v1.IssueTokenResponse issueToken(dev.remit.v1.IssueTokenRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getIssueTokenMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Turns a refresh token into a new pair. One used twice ends its whole family: CREDENTIAL_REVOKED. So it is not to be
     * repeated when its answer is lost: sign in, or ask for a token, again.
     * </pre>
     */
    public dev.remit.v1.RefreshTokenResponse refreshToken(dev.remit.v1.RefreshTokenRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRefreshTokenMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a token, or all of a subject; another's needs the permission `token:revoke` on that subject, the caller's own,
     * and one whose refresh token it can show, none. Ended ones: changes nothing.
     * </pre>
     */
    public dev.remit.v1.RevokeTokenResponse revokeToken(dev.remit.v1.RevokeTokenRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRevokeTokenMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says whether a token that Remit issued is good for the one who was shown it. Services that verify signatures by
     * themselves learn here alone that one was revoked. A bad one, or another tenant's, is an answer, not an error.
     * </pre>
     */
    public dev.remit.v1.ValidateTokenResponse validateToken(dev.remit.v1.ValidateTokenRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getValidateTokenMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says where to send a user's browser for sign-in (OAuth 2.0 authorization code with PKCE). NOT_FOUND without such a
     * provider.
     * </pre>
     */
    public dev.remit.v1.GetAuthorizationUrlResponse getAuthorizationUrl(dev.remit.v1.GetAuthorizationUrlRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetAuthorizationUrlMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a sign-in: turns the provider's code into tokens. CREDENTIAL_UNKNOWN when state, code or verifier do not fit,
     * or whoever signed in is no user here; CREDENTIAL_EXPIRED when the state has ended; CREDENTIAL_REVOKED when the user
     * is suspended or has expired.
     * </pre>
     */
    public dev.remit.v1.ExchangeCodeResponse exchangeCode(dev.remit.v1.ExchangeCodeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getExchangeCodeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads what the sign-in provider said of the caller. NOT_FOUND when the caller did not sign in with one.
     * </pre>
     */
    public dev.remit.v1.GetUserInfoResponse getUserInfo(dev.remit.v1.GetUserInfoRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetUserInfoMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says who the caller is, and with what rights.
     * </pre>
     */
    public dev.remit.v1.WhoAmIResponse whoAmI(dev.remit.v1.WhoAmIRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getWhoAmIMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says whether an agent is known, active and validly signed for. A failure is an answer with reasons, not an error.
     * </pre>
     */
    public dev.remit.v1.VerifyAgentResponse verifyAgent(dev.remit.v1.VerifyAgentRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getVerifyAgentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Records that one may act for another, or passes such a grant on. PERMISSION_MISSING when it would grant more than
     * the caller may pass on, or another than its delegate passes it on; PRECONDITION_FAILED when the parent has ended,
     * who grants is suspended, or the chain would be longer than the tenant allows.
     * </pre>
     */
    public dev.remit.v1.CreateDelegationResponse createDelegation(dev.remit.v1.CreateDelegationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateDelegationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists delegations, newest first.
     * </pre>
     */
    public dev.remit.v1.ListDelegationsResponse listDelegations(dev.remit.v1.ListDelegationsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListDelegationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a delegation and all that pass it on. An ended one: changes nothing.
     * </pre>
     */
    public dev.remit.v1.RevokeDelegationResponse revokeDelegation(dev.remit.v1.RevokeDelegationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRevokeDelegationMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service IdentityService.
   * <pre>
   * Who acts: subjects, their groups and teams, sessions, runs, credentials and delegations.
   * What is suspended, ended or revoked here is refused everywhere within a second. The tenant comes from the credential;
   * a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
   * TENANT_MISMATCH. Each call needs the permission that its name says, such as `subject:create`, else
   * PERMISSION_MISSING; `WhoAmI` and `GetUserInfo` need only a credential, and `RefreshToken`, `GetAuthorizationUrl` and
   * `ExchangeCode` none. Attempts that fail are limited: TOO_MANY_REFUSALS.
   * </pre>
   */
  public static final class IdentityServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<IdentityServiceBlockingStub> {
    private IdentityServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected IdentityServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new IdentityServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a subject, with roles if asked. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public dev.remit.v1.CreateSubjectResponse createSubject(dev.remit.v1.CreateSubjectRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateSubjectMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one subject with its roles, effective permissions and open sessions. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetSubjectResponse getSubject(dev.remit.v1.GetSubjectRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetSubjectMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists subjects by type and id.
     * </pre>
     */
    public dev.remit.v1.ListSubjectsResponse listSubjects(dev.remit.v1.ListSubjectsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListSubjectsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a subject.
     * </pre>
     */
    public dev.remit.v1.UpdateSubjectResponse updateSubject(dev.remit.v1.UpdateSubjectRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateSubjectMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stops a subject: the kill switch. Its keys, tokens, sessions and runs are refused. Again: changes nothing.
     * </pre>
     */
    public dev.remit.v1.SuspendSubjectResponse suspendSubject(dev.remit.v1.SuspendSubjectRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSuspendSubjectMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lets a suspended subject act again. An active one: changes nothing.
     * </pre>
     */
    public dev.remit.v1.ResumeSubjectResponse resumeSubject(dev.remit.v1.ResumeSubjectRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getResumeSubjectMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a subject with its bindings and memberships, revokes its keys and delegations, ends its sessions and runs.
     * Its records stay. PRECONDITION_FAILED for the last administrator.
     * </pre>
     */
    public dev.remit.v1.DeleteSubjectResponse deleteSubject(dev.remit.v1.DeleteSubjectRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteSubjectMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a group. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public dev.remit.v1.CreateGroupResponse createGroup(dev.remit.v1.CreateGroupRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one group. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetGroupResponse getGroup(dev.remit.v1.GetGroupRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists groups by id.
     * </pre>
     */
    public dev.remit.v1.ListGroupsResponse listGroups(dev.remit.v1.ListGroupsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListGroupsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the name of a group.
     * </pre>
     */
    public dev.remit.v1.UpdateGroupResponse updateGroup(dev.remit.v1.UpdateGroupRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a group with its bindings.
     * </pre>
     */
    public dev.remit.v1.DeleteGroupResponse deleteGroup(dev.remit.v1.DeleteGroupRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds a member. One that is in it already changes nothing. NOT_FOUND when either is not there.
     * </pre>
     */
    public dev.remit.v1.AddGroupMemberResponse addGroupMember(dev.remit.v1.AddGroupMemberRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAddGroupMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a member. One that is not in it changes nothing.
     * </pre>
     */
    public dev.remit.v1.RemoveGroupMemberResponse removeGroupMember(dev.remit.v1.RemoveGroupMemberRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRemoveGroupMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists members by type and id.
     * </pre>
     */
    public dev.remit.v1.ListGroupMembersResponse listGroupMembers(dev.remit.v1.ListGroupMembersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListGroupMembersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a team. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public dev.remit.v1.CreateTeamResponse createTeam(dev.remit.v1.CreateTeamRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateTeamMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one team. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetTeamResponse getTeam(dev.remit.v1.GetTeamRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetTeamMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists teams by id.
     * </pre>
     */
    public dev.remit.v1.ListTeamsResponse listTeams(dev.remit.v1.ListTeamsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListTeamsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the name of a team.
     * </pre>
     */
    public dev.remit.v1.UpdateTeamResponse updateTeam(dev.remit.v1.UpdateTeamRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateTeamMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a team with its bindings. PRECONDITION_FAILED while budgets or limits name it.
     * </pre>
     */
    public dev.remit.v1.DeleteTeamResponse deleteTeam(dev.remit.v1.DeleteTeamRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteTeamMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds a member. One that is in it already changes nothing. NOT_FOUND when either is not there.
     * </pre>
     */
    public dev.remit.v1.AddTeamMemberResponse addTeamMember(dev.remit.v1.AddTeamMemberRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAddTeamMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a member. One that is not in it changes nothing.
     * </pre>
     */
    public dev.remit.v1.RemoveTeamMemberResponse removeTeamMember(dev.remit.v1.RemoveTeamMemberRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRemoveTeamMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists members by type and id.
     * </pre>
     */
    public dev.remit.v1.ListTeamMembersResponse listTeamMembers(dev.remit.v1.ListTeamMembersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListTeamMembersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Begins a session, with fresh budgets of its own. NOT_FOUND without such a subject.
     * </pre>
     */
    public dev.remit.v1.StartSessionResponse startSession(dev.remit.v1.StartSessionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getStartSessionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a session and its runs, and gives the account. One that has ended gives the account again.
     * </pre>
     */
    public dev.remit.v1.EndSessionResponse endSession(dev.remit.v1.EndSessionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getEndSessionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one session and its account so far. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetSessionResponse getSession(dev.remit.v1.GetSessionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetSessionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists sessions, newest first.
     * </pre>
     */
    public dev.remit.v1.ListSessionsResponse listSessions(dev.remit.v1.ListSessionsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListSessionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Begins a run under a lease. PRECONDITION_FAILED when its session has ended.
     * </pre>
     */
    public dev.remit.v1.StartRunResponse startRun(dev.remit.v1.StartRunRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getStartRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Renews the lease of a run: the heartbeat. It changes no right and takes no revision. PRECONDITION_FAILED when the
     * run has ended or is LOST.
     * </pre>
     */
    public dev.remit.v1.ExtendRunResponse extendRun(dev.remit.v1.ExtendRunRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getExtendRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a run. With the same state again: changes nothing; with another: PRECONDITION_FAILED. A LOST run may still be
     * ended once.
     * </pre>
     */
    public dev.remit.v1.EndRunResponse endRun(dev.remit.v1.EndRunRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getEndRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one run. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetRunResponse getRun(dev.remit.v1.GetRunRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists runs, newest first.
     * </pre>
     */
    public dev.remit.v1.ListRunsResponse listRuns(dev.remit.v1.ListRunsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListRunsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates an API key and shows its secret, once.
     * </pre>
     */
    public dev.remit.v1.CreateApiKeyResponse createApiKey(dev.remit.v1.CreateApiKeyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateApiKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists API keys, newest first, without secrets.
     * </pre>
     */
    public dev.remit.v1.ListApiKeysResponse listApiKeys(dev.remit.v1.ListApiKeysRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListApiKeysMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends an API key for good. One that was revoked: changes nothing.
     * </pre>
     */
    public dev.remit.v1.RevokeApiKeyResponse revokeApiKey(dev.remit.v1.RevokeApiKeyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRevokeApiKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Replaces an API key by a new one with the same rights; the old one stays good for the overlap.
     * PRECONDITION_FAILED unless it is ACTIVE.
     * </pre>
     */
    public dev.remit.v1.RotateApiKeyResponse rotateApiKey(dev.remit.v1.RotateApiKeyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRotateApiKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says whether a secret is a good API key of this tenant. A bad one is an answer, not an error.
     * </pre>
     */
    public dev.remit.v1.ValidateApiKeyResponse validateApiKey(dev.remit.v1.ValidateApiKeyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getValidateApiKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Issues a token that speaks for a subject with at most the caller's and the subject's rights, and ends no later than
     * the caller's own credential. PERMISSION_MISSING or CREDENTIAL_SCOPE when it would have more.
     * </pre>
     */
    public dev.remit.v1.IssueTokenResponse issueToken(dev.remit.v1.IssueTokenRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getIssueTokenMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Turns a refresh token into a new pair. One used twice ends its whole family: CREDENTIAL_REVOKED. So it is not to be
     * repeated when its answer is lost: sign in, or ask for a token, again.
     * </pre>
     */
    public dev.remit.v1.RefreshTokenResponse refreshToken(dev.remit.v1.RefreshTokenRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRefreshTokenMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a token, or all of a subject; another's needs the permission `token:revoke` on that subject, the caller's own,
     * and one whose refresh token it can show, none. Ended ones: changes nothing.
     * </pre>
     */
    public dev.remit.v1.RevokeTokenResponse revokeToken(dev.remit.v1.RevokeTokenRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRevokeTokenMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says whether a token that Remit issued is good for the one who was shown it. Services that verify signatures by
     * themselves learn here alone that one was revoked. A bad one, or another tenant's, is an answer, not an error.
     * </pre>
     */
    public dev.remit.v1.ValidateTokenResponse validateToken(dev.remit.v1.ValidateTokenRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getValidateTokenMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says where to send a user's browser for sign-in (OAuth 2.0 authorization code with PKCE). NOT_FOUND without such a
     * provider.
     * </pre>
     */
    public dev.remit.v1.GetAuthorizationUrlResponse getAuthorizationUrl(dev.remit.v1.GetAuthorizationUrlRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetAuthorizationUrlMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a sign-in: turns the provider's code into tokens. CREDENTIAL_UNKNOWN when state, code or verifier do not fit,
     * or whoever signed in is no user here; CREDENTIAL_EXPIRED when the state has ended; CREDENTIAL_REVOKED when the user
     * is suspended or has expired.
     * </pre>
     */
    public dev.remit.v1.ExchangeCodeResponse exchangeCode(dev.remit.v1.ExchangeCodeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getExchangeCodeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads what the sign-in provider said of the caller. NOT_FOUND when the caller did not sign in with one.
     * </pre>
     */
    public dev.remit.v1.GetUserInfoResponse getUserInfo(dev.remit.v1.GetUserInfoRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetUserInfoMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says who the caller is, and with what rights.
     * </pre>
     */
    public dev.remit.v1.WhoAmIResponse whoAmI(dev.remit.v1.WhoAmIRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getWhoAmIMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says whether an agent is known, active and validly signed for. A failure is an answer with reasons, not an error.
     * </pre>
     */
    public dev.remit.v1.VerifyAgentResponse verifyAgent(dev.remit.v1.VerifyAgentRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getVerifyAgentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Records that one may act for another, or passes such a grant on. PERMISSION_MISSING when it would grant more than
     * the caller may pass on, or another than its delegate passes it on; PRECONDITION_FAILED when the parent has ended,
     * who grants is suspended, or the chain would be longer than the tenant allows.
     * </pre>
     */
    public dev.remit.v1.CreateDelegationResponse createDelegation(dev.remit.v1.CreateDelegationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateDelegationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists delegations, newest first.
     * </pre>
     */
    public dev.remit.v1.ListDelegationsResponse listDelegations(dev.remit.v1.ListDelegationsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListDelegationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a delegation and all that pass it on. An ended one: changes nothing.
     * </pre>
     */
    public dev.remit.v1.RevokeDelegationResponse revokeDelegation(dev.remit.v1.RevokeDelegationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRevokeDelegationMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service IdentityService.
   * <pre>
   * Who acts: subjects, their groups and teams, sessions, runs, credentials and delegations.
   * What is suspended, ended or revoked here is refused everywhere within a second. The tenant comes from the credential;
   * a platform operator's credential may name one in the metadata `remit-tenant`, any other that does gets
   * TENANT_MISMATCH. Each call needs the permission that its name says, such as `subject:create`, else
   * PERMISSION_MISSING; `WhoAmI` and `GetUserInfo` need only a credential, and `RefreshToken`, `GetAuthorizationUrl` and
   * `ExchangeCode` none. Attempts that fail are limited: TOO_MANY_REFUSALS.
   * </pre>
   */
  public static final class IdentityServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<IdentityServiceFutureStub> {
    private IdentityServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected IdentityServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new IdentityServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a subject, with roles if asked. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateSubjectResponse> createSubject(
        dev.remit.v1.CreateSubjectRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateSubjectMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one subject with its roles, effective permissions and open sessions. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetSubjectResponse> getSubject(
        dev.remit.v1.GetSubjectRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetSubjectMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists subjects by type and id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListSubjectsResponse> listSubjects(
        dev.remit.v1.ListSubjectsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListSubjectsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes a subject.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.UpdateSubjectResponse> updateSubject(
        dev.remit.v1.UpdateSubjectRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateSubjectMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Stops a subject: the kill switch. Its keys, tokens, sessions and runs are refused. Again: changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.SuspendSubjectResponse> suspendSubject(
        dev.remit.v1.SuspendSubjectRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSuspendSubjectMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lets a suspended subject act again. An active one: changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ResumeSubjectResponse> resumeSubject(
        dev.remit.v1.ResumeSubjectRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getResumeSubjectMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes a subject with its bindings and memberships, revokes its keys and delegations, ends its sessions and runs.
     * Its records stay. PRECONDITION_FAILED for the last administrator.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeleteSubjectResponse> deleteSubject(
        dev.remit.v1.DeleteSubjectRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteSubjectMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates a group. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateGroupResponse> createGroup(
        dev.remit.v1.CreateGroupRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateGroupMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one group. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetGroupResponse> getGroup(
        dev.remit.v1.GetGroupRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetGroupMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists groups by id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListGroupsResponse> listGroups(
        dev.remit.v1.ListGroupsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListGroupsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes the name of a group.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.UpdateGroupResponse> updateGroup(
        dev.remit.v1.UpdateGroupRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateGroupMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes a group with its bindings.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeleteGroupResponse> deleteGroup(
        dev.remit.v1.DeleteGroupRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteGroupMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds a member. One that is in it already changes nothing. NOT_FOUND when either is not there.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.AddGroupMemberResponse> addGroupMember(
        dev.remit.v1.AddGroupMemberRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAddGroupMemberMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes a member. One that is not in it changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RemoveGroupMemberResponse> removeGroupMember(
        dev.remit.v1.RemoveGroupMemberRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRemoveGroupMemberMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists members by type and id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListGroupMembersResponse> listGroupMembers(
        dev.remit.v1.ListGroupMembersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListGroupMembersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates a team. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateTeamResponse> createTeam(
        dev.remit.v1.CreateTeamRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateTeamMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one team. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetTeamResponse> getTeam(
        dev.remit.v1.GetTeamRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetTeamMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists teams by id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListTeamsResponse> listTeams(
        dev.remit.v1.ListTeamsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListTeamsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes the name of a team.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.UpdateTeamResponse> updateTeam(
        dev.remit.v1.UpdateTeamRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateTeamMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes a team with its bindings. PRECONDITION_FAILED while budgets or limits name it.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeleteTeamResponse> deleteTeam(
        dev.remit.v1.DeleteTeamRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteTeamMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds a member. One that is in it already changes nothing. NOT_FOUND when either is not there.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.AddTeamMemberResponse> addTeamMember(
        dev.remit.v1.AddTeamMemberRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAddTeamMemberMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes a member. One that is not in it changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RemoveTeamMemberResponse> removeTeamMember(
        dev.remit.v1.RemoveTeamMemberRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRemoveTeamMemberMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists members by type and id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListTeamMembersResponse> listTeamMembers(
        dev.remit.v1.ListTeamMembersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListTeamMembersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Begins a session, with fresh budgets of its own. NOT_FOUND without such a subject.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.StartSessionResponse> startSession(
        dev.remit.v1.StartSessionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getStartSessionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a session and its runs, and gives the account. One that has ended gives the account again.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.EndSessionResponse> endSession(
        dev.remit.v1.EndSessionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getEndSessionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one session and its account so far. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetSessionResponse> getSession(
        dev.remit.v1.GetSessionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetSessionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists sessions, newest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListSessionsResponse> listSessions(
        dev.remit.v1.ListSessionsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListSessionsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Begins a run under a lease. PRECONDITION_FAILED when its session has ended.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.StartRunResponse> startRun(
        dev.remit.v1.StartRunRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getStartRunMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Renews the lease of a run: the heartbeat. It changes no right and takes no revision. PRECONDITION_FAILED when the
     * run has ended or is LOST.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ExtendRunResponse> extendRun(
        dev.remit.v1.ExtendRunRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getExtendRunMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a run. With the same state again: changes nothing; with another: PRECONDITION_FAILED. A LOST run may still be
     * ended once.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.EndRunResponse> endRun(
        dev.remit.v1.EndRunRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getEndRunMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one run. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetRunResponse> getRun(
        dev.remit.v1.GetRunRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetRunMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists runs, newest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListRunsResponse> listRuns(
        dev.remit.v1.ListRunsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListRunsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates an API key and shows its secret, once.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateApiKeyResponse> createApiKey(
        dev.remit.v1.CreateApiKeyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateApiKeyMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists API keys, newest first, without secrets.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListApiKeysResponse> listApiKeys(
        dev.remit.v1.ListApiKeysRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListApiKeysMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends an API key for good. One that was revoked: changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RevokeApiKeyResponse> revokeApiKey(
        dev.remit.v1.RevokeApiKeyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRevokeApiKeyMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Replaces an API key by a new one with the same rights; the old one stays good for the overlap.
     * PRECONDITION_FAILED unless it is ACTIVE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RotateApiKeyResponse> rotateApiKey(
        dev.remit.v1.RotateApiKeyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRotateApiKeyMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says whether a secret is a good API key of this tenant. A bad one is an answer, not an error.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ValidateApiKeyResponse> validateApiKey(
        dev.remit.v1.ValidateApiKeyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getValidateApiKeyMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Issues a token that speaks for a subject with at most the caller's and the subject's rights, and ends no later than
     * the caller's own credential. PERMISSION_MISSING or CREDENTIAL_SCOPE when it would have more.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.IssueTokenResponse> issueToken(
        dev.remit.v1.IssueTokenRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getIssueTokenMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Turns a refresh token into a new pair. One used twice ends its whole family: CREDENTIAL_REVOKED. So it is not to be
     * repeated when its answer is lost: sign in, or ask for a token, again.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RefreshTokenResponse> refreshToken(
        dev.remit.v1.RefreshTokenRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRefreshTokenMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a token, or all of a subject; another's needs the permission `token:revoke` on that subject, the caller's own,
     * and one whose refresh token it can show, none. Ended ones: changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RevokeTokenResponse> revokeToken(
        dev.remit.v1.RevokeTokenRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRevokeTokenMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says whether a token that Remit issued is good for the one who was shown it. Services that verify signatures by
     * themselves learn here alone that one was revoked. A bad one, or another tenant's, is an answer, not an error.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ValidateTokenResponse> validateToken(
        dev.remit.v1.ValidateTokenRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getValidateTokenMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says where to send a user's browser for sign-in (OAuth 2.0 authorization code with PKCE). NOT_FOUND without such a
     * provider.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetAuthorizationUrlResponse> getAuthorizationUrl(
        dev.remit.v1.GetAuthorizationUrlRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetAuthorizationUrlMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a sign-in: turns the provider's code into tokens. CREDENTIAL_UNKNOWN when state, code or verifier do not fit,
     * or whoever signed in is no user here; CREDENTIAL_EXPIRED when the state has ended; CREDENTIAL_REVOKED when the user
     * is suspended or has expired.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ExchangeCodeResponse> exchangeCode(
        dev.remit.v1.ExchangeCodeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getExchangeCodeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads what the sign-in provider said of the caller. NOT_FOUND when the caller did not sign in with one.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetUserInfoResponse> getUserInfo(
        dev.remit.v1.GetUserInfoRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetUserInfoMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says who the caller is, and with what rights.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.WhoAmIResponse> whoAmI(
        dev.remit.v1.WhoAmIRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getWhoAmIMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says whether an agent is known, active and validly signed for. A failure is an answer with reasons, not an error.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.VerifyAgentResponse> verifyAgent(
        dev.remit.v1.VerifyAgentRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getVerifyAgentMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Records that one may act for another, or passes such a grant on. PERMISSION_MISSING when it would grant more than
     * the caller may pass on, or another than its delegate passes it on; PRECONDITION_FAILED when the parent has ended,
     * who grants is suspended, or the chain would be longer than the tenant allows.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateDelegationResponse> createDelegation(
        dev.remit.v1.CreateDelegationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateDelegationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists delegations, newest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListDelegationsResponse> listDelegations(
        dev.remit.v1.ListDelegationsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListDelegationsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a delegation and all that pass it on. An ended one: changes nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RevokeDelegationResponse> revokeDelegation(
        dev.remit.v1.RevokeDelegationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRevokeDelegationMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_SUBJECT = 0;
  private static final int METHODID_GET_SUBJECT = 1;
  private static final int METHODID_LIST_SUBJECTS = 2;
  private static final int METHODID_UPDATE_SUBJECT = 3;
  private static final int METHODID_SUSPEND_SUBJECT = 4;
  private static final int METHODID_RESUME_SUBJECT = 5;
  private static final int METHODID_DELETE_SUBJECT = 6;
  private static final int METHODID_CREATE_GROUP = 7;
  private static final int METHODID_GET_GROUP = 8;
  private static final int METHODID_LIST_GROUPS = 9;
  private static final int METHODID_UPDATE_GROUP = 10;
  private static final int METHODID_DELETE_GROUP = 11;
  private static final int METHODID_ADD_GROUP_MEMBER = 12;
  private static final int METHODID_REMOVE_GROUP_MEMBER = 13;
  private static final int METHODID_LIST_GROUP_MEMBERS = 14;
  private static final int METHODID_CREATE_TEAM = 15;
  private static final int METHODID_GET_TEAM = 16;
  private static final int METHODID_LIST_TEAMS = 17;
  private static final int METHODID_UPDATE_TEAM = 18;
  private static final int METHODID_DELETE_TEAM = 19;
  private static final int METHODID_ADD_TEAM_MEMBER = 20;
  private static final int METHODID_REMOVE_TEAM_MEMBER = 21;
  private static final int METHODID_LIST_TEAM_MEMBERS = 22;
  private static final int METHODID_START_SESSION = 23;
  private static final int METHODID_END_SESSION = 24;
  private static final int METHODID_GET_SESSION = 25;
  private static final int METHODID_LIST_SESSIONS = 26;
  private static final int METHODID_START_RUN = 27;
  private static final int METHODID_EXTEND_RUN = 28;
  private static final int METHODID_END_RUN = 29;
  private static final int METHODID_GET_RUN = 30;
  private static final int METHODID_LIST_RUNS = 31;
  private static final int METHODID_CREATE_API_KEY = 32;
  private static final int METHODID_LIST_API_KEYS = 33;
  private static final int METHODID_REVOKE_API_KEY = 34;
  private static final int METHODID_ROTATE_API_KEY = 35;
  private static final int METHODID_VALIDATE_API_KEY = 36;
  private static final int METHODID_ISSUE_TOKEN = 37;
  private static final int METHODID_REFRESH_TOKEN = 38;
  private static final int METHODID_REVOKE_TOKEN = 39;
  private static final int METHODID_VALIDATE_TOKEN = 40;
  private static final int METHODID_GET_AUTHORIZATION_URL = 41;
  private static final int METHODID_EXCHANGE_CODE = 42;
  private static final int METHODID_GET_USER_INFO = 43;
  private static final int METHODID_WHO_AM_I = 44;
  private static final int METHODID_VERIFY_AGENT = 45;
  private static final int METHODID_CREATE_DELEGATION = 46;
  private static final int METHODID_LIST_DELEGATIONS = 47;
  private static final int METHODID_REVOKE_DELEGATION = 48;

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
        case METHODID_CREATE_SUBJECT:
          serviceImpl.createSubject((dev.remit.v1.CreateSubjectRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateSubjectResponse>) responseObserver);
          break;
        case METHODID_GET_SUBJECT:
          serviceImpl.getSubject((dev.remit.v1.GetSubjectRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetSubjectResponse>) responseObserver);
          break;
        case METHODID_LIST_SUBJECTS:
          serviceImpl.listSubjects((dev.remit.v1.ListSubjectsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListSubjectsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_SUBJECT:
          serviceImpl.updateSubject((dev.remit.v1.UpdateSubjectRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.UpdateSubjectResponse>) responseObserver);
          break;
        case METHODID_SUSPEND_SUBJECT:
          serviceImpl.suspendSubject((dev.remit.v1.SuspendSubjectRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.SuspendSubjectResponse>) responseObserver);
          break;
        case METHODID_RESUME_SUBJECT:
          serviceImpl.resumeSubject((dev.remit.v1.ResumeSubjectRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ResumeSubjectResponse>) responseObserver);
          break;
        case METHODID_DELETE_SUBJECT:
          serviceImpl.deleteSubject((dev.remit.v1.DeleteSubjectRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeleteSubjectResponse>) responseObserver);
          break;
        case METHODID_CREATE_GROUP:
          serviceImpl.createGroup((dev.remit.v1.CreateGroupRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateGroupResponse>) responseObserver);
          break;
        case METHODID_GET_GROUP:
          serviceImpl.getGroup((dev.remit.v1.GetGroupRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetGroupResponse>) responseObserver);
          break;
        case METHODID_LIST_GROUPS:
          serviceImpl.listGroups((dev.remit.v1.ListGroupsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListGroupsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_GROUP:
          serviceImpl.updateGroup((dev.remit.v1.UpdateGroupRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.UpdateGroupResponse>) responseObserver);
          break;
        case METHODID_DELETE_GROUP:
          serviceImpl.deleteGroup((dev.remit.v1.DeleteGroupRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeleteGroupResponse>) responseObserver);
          break;
        case METHODID_ADD_GROUP_MEMBER:
          serviceImpl.addGroupMember((dev.remit.v1.AddGroupMemberRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.AddGroupMemberResponse>) responseObserver);
          break;
        case METHODID_REMOVE_GROUP_MEMBER:
          serviceImpl.removeGroupMember((dev.remit.v1.RemoveGroupMemberRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RemoveGroupMemberResponse>) responseObserver);
          break;
        case METHODID_LIST_GROUP_MEMBERS:
          serviceImpl.listGroupMembers((dev.remit.v1.ListGroupMembersRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListGroupMembersResponse>) responseObserver);
          break;
        case METHODID_CREATE_TEAM:
          serviceImpl.createTeam((dev.remit.v1.CreateTeamRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateTeamResponse>) responseObserver);
          break;
        case METHODID_GET_TEAM:
          serviceImpl.getTeam((dev.remit.v1.GetTeamRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetTeamResponse>) responseObserver);
          break;
        case METHODID_LIST_TEAMS:
          serviceImpl.listTeams((dev.remit.v1.ListTeamsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListTeamsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_TEAM:
          serviceImpl.updateTeam((dev.remit.v1.UpdateTeamRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.UpdateTeamResponse>) responseObserver);
          break;
        case METHODID_DELETE_TEAM:
          serviceImpl.deleteTeam((dev.remit.v1.DeleteTeamRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeleteTeamResponse>) responseObserver);
          break;
        case METHODID_ADD_TEAM_MEMBER:
          serviceImpl.addTeamMember((dev.remit.v1.AddTeamMemberRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.AddTeamMemberResponse>) responseObserver);
          break;
        case METHODID_REMOVE_TEAM_MEMBER:
          serviceImpl.removeTeamMember((dev.remit.v1.RemoveTeamMemberRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RemoveTeamMemberResponse>) responseObserver);
          break;
        case METHODID_LIST_TEAM_MEMBERS:
          serviceImpl.listTeamMembers((dev.remit.v1.ListTeamMembersRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListTeamMembersResponse>) responseObserver);
          break;
        case METHODID_START_SESSION:
          serviceImpl.startSession((dev.remit.v1.StartSessionRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.StartSessionResponse>) responseObserver);
          break;
        case METHODID_END_SESSION:
          serviceImpl.endSession((dev.remit.v1.EndSessionRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.EndSessionResponse>) responseObserver);
          break;
        case METHODID_GET_SESSION:
          serviceImpl.getSession((dev.remit.v1.GetSessionRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetSessionResponse>) responseObserver);
          break;
        case METHODID_LIST_SESSIONS:
          serviceImpl.listSessions((dev.remit.v1.ListSessionsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListSessionsResponse>) responseObserver);
          break;
        case METHODID_START_RUN:
          serviceImpl.startRun((dev.remit.v1.StartRunRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.StartRunResponse>) responseObserver);
          break;
        case METHODID_EXTEND_RUN:
          serviceImpl.extendRun((dev.remit.v1.ExtendRunRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ExtendRunResponse>) responseObserver);
          break;
        case METHODID_END_RUN:
          serviceImpl.endRun((dev.remit.v1.EndRunRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.EndRunResponse>) responseObserver);
          break;
        case METHODID_GET_RUN:
          serviceImpl.getRun((dev.remit.v1.GetRunRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetRunResponse>) responseObserver);
          break;
        case METHODID_LIST_RUNS:
          serviceImpl.listRuns((dev.remit.v1.ListRunsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListRunsResponse>) responseObserver);
          break;
        case METHODID_CREATE_API_KEY:
          serviceImpl.createApiKey((dev.remit.v1.CreateApiKeyRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateApiKeyResponse>) responseObserver);
          break;
        case METHODID_LIST_API_KEYS:
          serviceImpl.listApiKeys((dev.remit.v1.ListApiKeysRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListApiKeysResponse>) responseObserver);
          break;
        case METHODID_REVOKE_API_KEY:
          serviceImpl.revokeApiKey((dev.remit.v1.RevokeApiKeyRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RevokeApiKeyResponse>) responseObserver);
          break;
        case METHODID_ROTATE_API_KEY:
          serviceImpl.rotateApiKey((dev.remit.v1.RotateApiKeyRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RotateApiKeyResponse>) responseObserver);
          break;
        case METHODID_VALIDATE_API_KEY:
          serviceImpl.validateApiKey((dev.remit.v1.ValidateApiKeyRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ValidateApiKeyResponse>) responseObserver);
          break;
        case METHODID_ISSUE_TOKEN:
          serviceImpl.issueToken((dev.remit.v1.IssueTokenRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.IssueTokenResponse>) responseObserver);
          break;
        case METHODID_REFRESH_TOKEN:
          serviceImpl.refreshToken((dev.remit.v1.RefreshTokenRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RefreshTokenResponse>) responseObserver);
          break;
        case METHODID_REVOKE_TOKEN:
          serviceImpl.revokeToken((dev.remit.v1.RevokeTokenRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RevokeTokenResponse>) responseObserver);
          break;
        case METHODID_VALIDATE_TOKEN:
          serviceImpl.validateToken((dev.remit.v1.ValidateTokenRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ValidateTokenResponse>) responseObserver);
          break;
        case METHODID_GET_AUTHORIZATION_URL:
          serviceImpl.getAuthorizationUrl((dev.remit.v1.GetAuthorizationUrlRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetAuthorizationUrlResponse>) responseObserver);
          break;
        case METHODID_EXCHANGE_CODE:
          serviceImpl.exchangeCode((dev.remit.v1.ExchangeCodeRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ExchangeCodeResponse>) responseObserver);
          break;
        case METHODID_GET_USER_INFO:
          serviceImpl.getUserInfo((dev.remit.v1.GetUserInfoRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetUserInfoResponse>) responseObserver);
          break;
        case METHODID_WHO_AM_I:
          serviceImpl.whoAmI((dev.remit.v1.WhoAmIRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.WhoAmIResponse>) responseObserver);
          break;
        case METHODID_VERIFY_AGENT:
          serviceImpl.verifyAgent((dev.remit.v1.VerifyAgentRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.VerifyAgentResponse>) responseObserver);
          break;
        case METHODID_CREATE_DELEGATION:
          serviceImpl.createDelegation((dev.remit.v1.CreateDelegationRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateDelegationResponse>) responseObserver);
          break;
        case METHODID_LIST_DELEGATIONS:
          serviceImpl.listDelegations((dev.remit.v1.ListDelegationsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListDelegationsResponse>) responseObserver);
          break;
        case METHODID_REVOKE_DELEGATION:
          serviceImpl.revokeDelegation((dev.remit.v1.RevokeDelegationRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RevokeDelegationResponse>) responseObserver);
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
          getCreateSubjectMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateSubjectRequest,
              dev.remit.v1.CreateSubjectResponse>(
                service, METHODID_CREATE_SUBJECT)))
        .addMethod(
          getGetSubjectMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetSubjectRequest,
              dev.remit.v1.GetSubjectResponse>(
                service, METHODID_GET_SUBJECT)))
        .addMethod(
          getListSubjectsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListSubjectsRequest,
              dev.remit.v1.ListSubjectsResponse>(
                service, METHODID_LIST_SUBJECTS)))
        .addMethod(
          getUpdateSubjectMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.UpdateSubjectRequest,
              dev.remit.v1.UpdateSubjectResponse>(
                service, METHODID_UPDATE_SUBJECT)))
        .addMethod(
          getSuspendSubjectMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.SuspendSubjectRequest,
              dev.remit.v1.SuspendSubjectResponse>(
                service, METHODID_SUSPEND_SUBJECT)))
        .addMethod(
          getResumeSubjectMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ResumeSubjectRequest,
              dev.remit.v1.ResumeSubjectResponse>(
                service, METHODID_RESUME_SUBJECT)))
        .addMethod(
          getDeleteSubjectMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeleteSubjectRequest,
              dev.remit.v1.DeleteSubjectResponse>(
                service, METHODID_DELETE_SUBJECT)))
        .addMethod(
          getCreateGroupMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateGroupRequest,
              dev.remit.v1.CreateGroupResponse>(
                service, METHODID_CREATE_GROUP)))
        .addMethod(
          getGetGroupMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetGroupRequest,
              dev.remit.v1.GetGroupResponse>(
                service, METHODID_GET_GROUP)))
        .addMethod(
          getListGroupsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListGroupsRequest,
              dev.remit.v1.ListGroupsResponse>(
                service, METHODID_LIST_GROUPS)))
        .addMethod(
          getUpdateGroupMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.UpdateGroupRequest,
              dev.remit.v1.UpdateGroupResponse>(
                service, METHODID_UPDATE_GROUP)))
        .addMethod(
          getDeleteGroupMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeleteGroupRequest,
              dev.remit.v1.DeleteGroupResponse>(
                service, METHODID_DELETE_GROUP)))
        .addMethod(
          getAddGroupMemberMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.AddGroupMemberRequest,
              dev.remit.v1.AddGroupMemberResponse>(
                service, METHODID_ADD_GROUP_MEMBER)))
        .addMethod(
          getRemoveGroupMemberMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RemoveGroupMemberRequest,
              dev.remit.v1.RemoveGroupMemberResponse>(
                service, METHODID_REMOVE_GROUP_MEMBER)))
        .addMethod(
          getListGroupMembersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListGroupMembersRequest,
              dev.remit.v1.ListGroupMembersResponse>(
                service, METHODID_LIST_GROUP_MEMBERS)))
        .addMethod(
          getCreateTeamMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateTeamRequest,
              dev.remit.v1.CreateTeamResponse>(
                service, METHODID_CREATE_TEAM)))
        .addMethod(
          getGetTeamMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetTeamRequest,
              dev.remit.v1.GetTeamResponse>(
                service, METHODID_GET_TEAM)))
        .addMethod(
          getListTeamsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListTeamsRequest,
              dev.remit.v1.ListTeamsResponse>(
                service, METHODID_LIST_TEAMS)))
        .addMethod(
          getUpdateTeamMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.UpdateTeamRequest,
              dev.remit.v1.UpdateTeamResponse>(
                service, METHODID_UPDATE_TEAM)))
        .addMethod(
          getDeleteTeamMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeleteTeamRequest,
              dev.remit.v1.DeleteTeamResponse>(
                service, METHODID_DELETE_TEAM)))
        .addMethod(
          getAddTeamMemberMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.AddTeamMemberRequest,
              dev.remit.v1.AddTeamMemberResponse>(
                service, METHODID_ADD_TEAM_MEMBER)))
        .addMethod(
          getRemoveTeamMemberMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RemoveTeamMemberRequest,
              dev.remit.v1.RemoveTeamMemberResponse>(
                service, METHODID_REMOVE_TEAM_MEMBER)))
        .addMethod(
          getListTeamMembersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListTeamMembersRequest,
              dev.remit.v1.ListTeamMembersResponse>(
                service, METHODID_LIST_TEAM_MEMBERS)))
        .addMethod(
          getStartSessionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.StartSessionRequest,
              dev.remit.v1.StartSessionResponse>(
                service, METHODID_START_SESSION)))
        .addMethod(
          getEndSessionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.EndSessionRequest,
              dev.remit.v1.EndSessionResponse>(
                service, METHODID_END_SESSION)))
        .addMethod(
          getGetSessionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetSessionRequest,
              dev.remit.v1.GetSessionResponse>(
                service, METHODID_GET_SESSION)))
        .addMethod(
          getListSessionsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListSessionsRequest,
              dev.remit.v1.ListSessionsResponse>(
                service, METHODID_LIST_SESSIONS)))
        .addMethod(
          getStartRunMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.StartRunRequest,
              dev.remit.v1.StartRunResponse>(
                service, METHODID_START_RUN)))
        .addMethod(
          getExtendRunMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ExtendRunRequest,
              dev.remit.v1.ExtendRunResponse>(
                service, METHODID_EXTEND_RUN)))
        .addMethod(
          getEndRunMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.EndRunRequest,
              dev.remit.v1.EndRunResponse>(
                service, METHODID_END_RUN)))
        .addMethod(
          getGetRunMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetRunRequest,
              dev.remit.v1.GetRunResponse>(
                service, METHODID_GET_RUN)))
        .addMethod(
          getListRunsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListRunsRequest,
              dev.remit.v1.ListRunsResponse>(
                service, METHODID_LIST_RUNS)))
        .addMethod(
          getCreateApiKeyMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateApiKeyRequest,
              dev.remit.v1.CreateApiKeyResponse>(
                service, METHODID_CREATE_API_KEY)))
        .addMethod(
          getListApiKeysMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListApiKeysRequest,
              dev.remit.v1.ListApiKeysResponse>(
                service, METHODID_LIST_API_KEYS)))
        .addMethod(
          getRevokeApiKeyMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RevokeApiKeyRequest,
              dev.remit.v1.RevokeApiKeyResponse>(
                service, METHODID_REVOKE_API_KEY)))
        .addMethod(
          getRotateApiKeyMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RotateApiKeyRequest,
              dev.remit.v1.RotateApiKeyResponse>(
                service, METHODID_ROTATE_API_KEY)))
        .addMethod(
          getValidateApiKeyMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ValidateApiKeyRequest,
              dev.remit.v1.ValidateApiKeyResponse>(
                service, METHODID_VALIDATE_API_KEY)))
        .addMethod(
          getIssueTokenMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.IssueTokenRequest,
              dev.remit.v1.IssueTokenResponse>(
                service, METHODID_ISSUE_TOKEN)))
        .addMethod(
          getRefreshTokenMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RefreshTokenRequest,
              dev.remit.v1.RefreshTokenResponse>(
                service, METHODID_REFRESH_TOKEN)))
        .addMethod(
          getRevokeTokenMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RevokeTokenRequest,
              dev.remit.v1.RevokeTokenResponse>(
                service, METHODID_REVOKE_TOKEN)))
        .addMethod(
          getValidateTokenMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ValidateTokenRequest,
              dev.remit.v1.ValidateTokenResponse>(
                service, METHODID_VALIDATE_TOKEN)))
        .addMethod(
          getGetAuthorizationUrlMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetAuthorizationUrlRequest,
              dev.remit.v1.GetAuthorizationUrlResponse>(
                service, METHODID_GET_AUTHORIZATION_URL)))
        .addMethod(
          getExchangeCodeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ExchangeCodeRequest,
              dev.remit.v1.ExchangeCodeResponse>(
                service, METHODID_EXCHANGE_CODE)))
        .addMethod(
          getGetUserInfoMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetUserInfoRequest,
              dev.remit.v1.GetUserInfoResponse>(
                service, METHODID_GET_USER_INFO)))
        .addMethod(
          getWhoAmIMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.WhoAmIRequest,
              dev.remit.v1.WhoAmIResponse>(
                service, METHODID_WHO_AM_I)))
        .addMethod(
          getVerifyAgentMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.VerifyAgentRequest,
              dev.remit.v1.VerifyAgentResponse>(
                service, METHODID_VERIFY_AGENT)))
        .addMethod(
          getCreateDelegationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateDelegationRequest,
              dev.remit.v1.CreateDelegationResponse>(
                service, METHODID_CREATE_DELEGATION)))
        .addMethod(
          getListDelegationsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListDelegationsRequest,
              dev.remit.v1.ListDelegationsResponse>(
                service, METHODID_LIST_DELEGATIONS)))
        .addMethod(
          getRevokeDelegationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RevokeDelegationRequest,
              dev.remit.v1.RevokeDelegationResponse>(
                service, METHODID_REVOKE_DELEGATION)))
        .build();
  }

  private static abstract class IdentityServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    IdentityServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.remit.v1.IdentityServiceOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("IdentityService");
    }
  }

  private static final class IdentityServiceFileDescriptorSupplier
      extends IdentityServiceBaseDescriptorSupplier {
    IdentityServiceFileDescriptorSupplier() {}
  }

  private static final class IdentityServiceMethodDescriptorSupplier
      extends IdentityServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    IdentityServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (IdentityServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new IdentityServiceFileDescriptorSupplier())
              .addMethod(getCreateSubjectMethod())
              .addMethod(getGetSubjectMethod())
              .addMethod(getListSubjectsMethod())
              .addMethod(getUpdateSubjectMethod())
              .addMethod(getSuspendSubjectMethod())
              .addMethod(getResumeSubjectMethod())
              .addMethod(getDeleteSubjectMethod())
              .addMethod(getCreateGroupMethod())
              .addMethod(getGetGroupMethod())
              .addMethod(getListGroupsMethod())
              .addMethod(getUpdateGroupMethod())
              .addMethod(getDeleteGroupMethod())
              .addMethod(getAddGroupMemberMethod())
              .addMethod(getRemoveGroupMemberMethod())
              .addMethod(getListGroupMembersMethod())
              .addMethod(getCreateTeamMethod())
              .addMethod(getGetTeamMethod())
              .addMethod(getListTeamsMethod())
              .addMethod(getUpdateTeamMethod())
              .addMethod(getDeleteTeamMethod())
              .addMethod(getAddTeamMemberMethod())
              .addMethod(getRemoveTeamMemberMethod())
              .addMethod(getListTeamMembersMethod())
              .addMethod(getStartSessionMethod())
              .addMethod(getEndSessionMethod())
              .addMethod(getGetSessionMethod())
              .addMethod(getListSessionsMethod())
              .addMethod(getStartRunMethod())
              .addMethod(getExtendRunMethod())
              .addMethod(getEndRunMethod())
              .addMethod(getGetRunMethod())
              .addMethod(getListRunsMethod())
              .addMethod(getCreateApiKeyMethod())
              .addMethod(getListApiKeysMethod())
              .addMethod(getRevokeApiKeyMethod())
              .addMethod(getRotateApiKeyMethod())
              .addMethod(getValidateApiKeyMethod())
              .addMethod(getIssueTokenMethod())
              .addMethod(getRefreshTokenMethod())
              .addMethod(getRevokeTokenMethod())
              .addMethod(getValidateTokenMethod())
              .addMethod(getGetAuthorizationUrlMethod())
              .addMethod(getExchangeCodeMethod())
              .addMethod(getGetUserInfoMethod())
              .addMethod(getWhoAmIMethod())
              .addMethod(getVerifyAgentMethod())
              .addMethod(getCreateDelegationMethod())
              .addMethod(getListDelegationsMethod())
              .addMethod(getRevokeDelegationMethod())
              .build();
        }
      }
    }
    return result;
  }
}
