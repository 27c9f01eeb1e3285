package dev.remit.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * What acts may cost: budgets, prices, the ledger, and alerts.
 * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
 * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
 * `budget:create`; without it PERMISSION_MISSING.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class BudgetServiceGrpc {

  private BudgetServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "remit.v1.BudgetService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateBudgetRequest,
      dev.remit.v1.CreateBudgetResponse> getCreateBudgetMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateBudget",
      requestType = dev.remit.v1.CreateBudgetRequest.class,
      responseType = dev.remit.v1.CreateBudgetResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateBudgetRequest,
      dev.remit.v1.CreateBudgetResponse> getCreateBudgetMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateBudgetRequest, dev.remit.v1.CreateBudgetResponse> getCreateBudgetMethod;
    if ((getCreateBudgetMethod = BudgetServiceGrpc.getCreateBudgetMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getCreateBudgetMethod = BudgetServiceGrpc.getCreateBudgetMethod) == null) {
          BudgetServiceGrpc.getCreateBudgetMethod = getCreateBudgetMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateBudgetRequest, dev.remit.v1.CreateBudgetResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateBudget"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateBudgetRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateBudgetResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("CreateBudget"))
              .build();
        }
      }
    }
    return getCreateBudgetMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetBudgetRequest,
      dev.remit.v1.GetBudgetResponse> getGetBudgetMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetBudget",
      requestType = dev.remit.v1.GetBudgetRequest.class,
      responseType = dev.remit.v1.GetBudgetResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetBudgetRequest,
      dev.remit.v1.GetBudgetResponse> getGetBudgetMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetBudgetRequest, dev.remit.v1.GetBudgetResponse> getGetBudgetMethod;
    if ((getGetBudgetMethod = BudgetServiceGrpc.getGetBudgetMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getGetBudgetMethod = BudgetServiceGrpc.getGetBudgetMethod) == null) {
          BudgetServiceGrpc.getGetBudgetMethod = getGetBudgetMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetBudgetRequest, dev.remit.v1.GetBudgetResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetBudget"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetBudgetRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetBudgetResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("GetBudget"))
              .build();
        }
      }
    }
    return getGetBudgetMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListBudgetsRequest,
      dev.remit.v1.ListBudgetsResponse> getListBudgetsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListBudgets",
      requestType = dev.remit.v1.ListBudgetsRequest.class,
      responseType = dev.remit.v1.ListBudgetsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListBudgetsRequest,
      dev.remit.v1.ListBudgetsResponse> getListBudgetsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListBudgetsRequest, dev.remit.v1.ListBudgetsResponse> getListBudgetsMethod;
    if ((getListBudgetsMethod = BudgetServiceGrpc.getListBudgetsMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getListBudgetsMethod = BudgetServiceGrpc.getListBudgetsMethod) == null) {
          BudgetServiceGrpc.getListBudgetsMethod = getListBudgetsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListBudgetsRequest, dev.remit.v1.ListBudgetsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListBudgets"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListBudgetsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListBudgetsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("ListBudgets"))
              .build();
        }
      }
    }
    return getListBudgetsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.UpdateBudgetRequest,
      dev.remit.v1.UpdateBudgetResponse> getUpdateBudgetMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateBudget",
      requestType = dev.remit.v1.UpdateBudgetRequest.class,
      responseType = dev.remit.v1.UpdateBudgetResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.UpdateBudgetRequest,
      dev.remit.v1.UpdateBudgetResponse> getUpdateBudgetMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.UpdateBudgetRequest, dev.remit.v1.UpdateBudgetResponse> getUpdateBudgetMethod;
    if ((getUpdateBudgetMethod = BudgetServiceGrpc.getUpdateBudgetMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getUpdateBudgetMethod = BudgetServiceGrpc.getUpdateBudgetMethod) == null) {
          BudgetServiceGrpc.getUpdateBudgetMethod = getUpdateBudgetMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.UpdateBudgetRequest, dev.remit.v1.UpdateBudgetResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateBudget"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateBudgetRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateBudgetResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("UpdateBudget"))
              .build();
        }
      }
    }
    return getUpdateBudgetMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeleteBudgetRequest,
      dev.remit.v1.DeleteBudgetResponse> getDeleteBudgetMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteBudget",
      requestType = dev.remit.v1.DeleteBudgetRequest.class,
      responseType = dev.remit.v1.DeleteBudgetResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeleteBudgetRequest,
      dev.remit.v1.DeleteBudgetResponse> getDeleteBudgetMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeleteBudgetRequest, dev.remit.v1.DeleteBudgetResponse> getDeleteBudgetMethod;
    if ((getDeleteBudgetMethod = BudgetServiceGrpc.getDeleteBudgetMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getDeleteBudgetMethod = BudgetServiceGrpc.getDeleteBudgetMethod) == null) {
          BudgetServiceGrpc.getDeleteBudgetMethod = getDeleteBudgetMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeleteBudgetRequest, dev.remit.v1.DeleteBudgetResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteBudget"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteBudgetRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteBudgetResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("DeleteBudget"))
              .build();
        }
      }
    }
    return getDeleteBudgetMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.OverrideBudgetRequest,
      dev.remit.v1.OverrideBudgetResponse> getOverrideBudgetMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "OverrideBudget",
      requestType = dev.remit.v1.OverrideBudgetRequest.class,
      responseType = dev.remit.v1.OverrideBudgetResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.OverrideBudgetRequest,
      dev.remit.v1.OverrideBudgetResponse> getOverrideBudgetMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.OverrideBudgetRequest, dev.remit.v1.OverrideBudgetResponse> getOverrideBudgetMethod;
    if ((getOverrideBudgetMethod = BudgetServiceGrpc.getOverrideBudgetMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getOverrideBudgetMethod = BudgetServiceGrpc.getOverrideBudgetMethod) == null) {
          BudgetServiceGrpc.getOverrideBudgetMethod = getOverrideBudgetMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.OverrideBudgetRequest, dev.remit.v1.OverrideBudgetResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "OverrideBudget"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.OverrideBudgetRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.OverrideBudgetResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("OverrideBudget"))
              .build();
        }
      }
    }
    return getOverrideBudgetMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.RevokeBudgetOverrideRequest,
      dev.remit.v1.RevokeBudgetOverrideResponse> getRevokeBudgetOverrideMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RevokeBudgetOverride",
      requestType = dev.remit.v1.RevokeBudgetOverrideRequest.class,
      responseType = dev.remit.v1.RevokeBudgetOverrideResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.RevokeBudgetOverrideRequest,
      dev.remit.v1.RevokeBudgetOverrideResponse> getRevokeBudgetOverrideMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.RevokeBudgetOverrideRequest, dev.remit.v1.RevokeBudgetOverrideResponse> getRevokeBudgetOverrideMethod;
    if ((getRevokeBudgetOverrideMethod = BudgetServiceGrpc.getRevokeBudgetOverrideMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getRevokeBudgetOverrideMethod = BudgetServiceGrpc.getRevokeBudgetOverrideMethod) == null) {
          BudgetServiceGrpc.getRevokeBudgetOverrideMethod = getRevokeBudgetOverrideMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.RevokeBudgetOverrideRequest, dev.remit.v1.RevokeBudgetOverrideResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RevokeBudgetOverride"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RevokeBudgetOverrideRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.RevokeBudgetOverrideResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("RevokeBudgetOverride"))
              .build();
        }
      }
    }
    return getRevokeBudgetOverrideMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.SetPriceRequest,
      dev.remit.v1.SetPriceResponse> getSetPriceMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SetPrice",
      requestType = dev.remit.v1.SetPriceRequest.class,
      responseType = dev.remit.v1.SetPriceResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.SetPriceRequest,
      dev.remit.v1.SetPriceResponse> getSetPriceMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.SetPriceRequest, dev.remit.v1.SetPriceResponse> getSetPriceMethod;
    if ((getSetPriceMethod = BudgetServiceGrpc.getSetPriceMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getSetPriceMethod = BudgetServiceGrpc.getSetPriceMethod) == null) {
          BudgetServiceGrpc.getSetPriceMethod = getSetPriceMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.SetPriceRequest, dev.remit.v1.SetPriceResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SetPrice"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SetPriceRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SetPriceResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("SetPrice"))
              .build();
        }
      }
    }
    return getSetPriceMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetPriceRequest,
      dev.remit.v1.GetPriceResponse> getGetPriceMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetPrice",
      requestType = dev.remit.v1.GetPriceRequest.class,
      responseType = dev.remit.v1.GetPriceResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetPriceRequest,
      dev.remit.v1.GetPriceResponse> getGetPriceMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetPriceRequest, dev.remit.v1.GetPriceResponse> getGetPriceMethod;
    if ((getGetPriceMethod = BudgetServiceGrpc.getGetPriceMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getGetPriceMethod = BudgetServiceGrpc.getGetPriceMethod) == null) {
          BudgetServiceGrpc.getGetPriceMethod = getGetPriceMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetPriceRequest, dev.remit.v1.GetPriceResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetPrice"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetPriceRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetPriceResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("GetPrice"))
              .build();
        }
      }
    }
    return getGetPriceMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListPricesRequest,
      dev.remit.v1.ListPricesResponse> getListPricesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListPrices",
      requestType = dev.remit.v1.ListPricesRequest.class,
      responseType = dev.remit.v1.ListPricesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListPricesRequest,
      dev.remit.v1.ListPricesResponse> getListPricesMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListPricesRequest, dev.remit.v1.ListPricesResponse> getListPricesMethod;
    if ((getListPricesMethod = BudgetServiceGrpc.getListPricesMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getListPricesMethod = BudgetServiceGrpc.getListPricesMethod) == null) {
          BudgetServiceGrpc.getListPricesMethod = getListPricesMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListPricesRequest, dev.remit.v1.ListPricesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListPrices"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListPricesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListPricesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("ListPrices"))
              .build();
        }
      }
    }
    return getListPricesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeletePriceRequest,
      dev.remit.v1.DeletePriceResponse> getDeletePriceMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeletePrice",
      requestType = dev.remit.v1.DeletePriceRequest.class,
      responseType = dev.remit.v1.DeletePriceResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeletePriceRequest,
      dev.remit.v1.DeletePriceResponse> getDeletePriceMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeletePriceRequest, dev.remit.v1.DeletePriceResponse> getDeletePriceMethod;
    if ((getDeletePriceMethod = BudgetServiceGrpc.getDeletePriceMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getDeletePriceMethod = BudgetServiceGrpc.getDeletePriceMethod) == null) {
          BudgetServiceGrpc.getDeletePriceMethod = getDeletePriceMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeletePriceRequest, dev.remit.v1.DeletePriceResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeletePrice"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeletePriceRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeletePriceResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("DeletePrice"))
              .build();
        }
      }
    }
    return getDeletePriceMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.SetDowngradeRequest,
      dev.remit.v1.SetDowngradeResponse> getSetDowngradeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SetDowngrade",
      requestType = dev.remit.v1.SetDowngradeRequest.class,
      responseType = dev.remit.v1.SetDowngradeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.SetDowngradeRequest,
      dev.remit.v1.SetDowngradeResponse> getSetDowngradeMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.SetDowngradeRequest, dev.remit.v1.SetDowngradeResponse> getSetDowngradeMethod;
    if ((getSetDowngradeMethod = BudgetServiceGrpc.getSetDowngradeMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getSetDowngradeMethod = BudgetServiceGrpc.getSetDowngradeMethod) == null) {
          BudgetServiceGrpc.getSetDowngradeMethod = getSetDowngradeMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.SetDowngradeRequest, dev.remit.v1.SetDowngradeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SetDowngrade"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SetDowngradeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SetDowngradeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("SetDowngrade"))
              .build();
        }
      }
    }
    return getSetDowngradeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListDowngradesRequest,
      dev.remit.v1.ListDowngradesResponse> getListDowngradesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListDowngrades",
      requestType = dev.remit.v1.ListDowngradesRequest.class,
      responseType = dev.remit.v1.ListDowngradesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListDowngradesRequest,
      dev.remit.v1.ListDowngradesResponse> getListDowngradesMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListDowngradesRequest, dev.remit.v1.ListDowngradesResponse> getListDowngradesMethod;
    if ((getListDowngradesMethod = BudgetServiceGrpc.getListDowngradesMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getListDowngradesMethod = BudgetServiceGrpc.getListDowngradesMethod) == null) {
          BudgetServiceGrpc.getListDowngradesMethod = getListDowngradesMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListDowngradesRequest, dev.remit.v1.ListDowngradesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListDowngrades"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListDowngradesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListDowngradesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("ListDowngrades"))
              .build();
        }
      }
    }
    return getListDowngradesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeleteDowngradeRequest,
      dev.remit.v1.DeleteDowngradeResponse> getDeleteDowngradeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteDowngrade",
      requestType = dev.remit.v1.DeleteDowngradeRequest.class,
      responseType = dev.remit.v1.DeleteDowngradeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeleteDowngradeRequest,
      dev.remit.v1.DeleteDowngradeResponse> getDeleteDowngradeMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeleteDowngradeRequest, dev.remit.v1.DeleteDowngradeResponse> getDeleteDowngradeMethod;
    if ((getDeleteDowngradeMethod = BudgetServiceGrpc.getDeleteDowngradeMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getDeleteDowngradeMethod = BudgetServiceGrpc.getDeleteDowngradeMethod) == null) {
          BudgetServiceGrpc.getDeleteDowngradeMethod = getDeleteDowngradeMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeleteDowngradeRequest, dev.remit.v1.DeleteDowngradeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteDowngrade"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteDowngradeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteDowngradeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("DeleteDowngrade"))
              .build();
        }
      }
    }
    return getDeleteDowngradeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.EstimateCostRequest,
      dev.remit.v1.EstimateCostResponse> getEstimateCostMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "EstimateCost",
      requestType = dev.remit.v1.EstimateCostRequest.class,
      responseType = dev.remit.v1.EstimateCostResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.EstimateCostRequest,
      dev.remit.v1.EstimateCostResponse> getEstimateCostMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.EstimateCostRequest, dev.remit.v1.EstimateCostResponse> getEstimateCostMethod;
    if ((getEstimateCostMethod = BudgetServiceGrpc.getEstimateCostMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getEstimateCostMethod = BudgetServiceGrpc.getEstimateCostMethod) == null) {
          BudgetServiceGrpc.getEstimateCostMethod = getEstimateCostMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.EstimateCostRequest, dev.remit.v1.EstimateCostResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "EstimateCost"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.EstimateCostRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.EstimateCostResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("EstimateCost"))
              .build();
        }
      }
    }
    return getEstimateCostMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListUsageRequest,
      dev.remit.v1.ListUsageResponse> getListUsageMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListUsage",
      requestType = dev.remit.v1.ListUsageRequest.class,
      responseType = dev.remit.v1.ListUsageResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListUsageRequest,
      dev.remit.v1.ListUsageResponse> getListUsageMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListUsageRequest, dev.remit.v1.ListUsageResponse> getListUsageMethod;
    if ((getListUsageMethod = BudgetServiceGrpc.getListUsageMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getListUsageMethod = BudgetServiceGrpc.getListUsageMethod) == null) {
          BudgetServiceGrpc.getListUsageMethod = getListUsageMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListUsageRequest, dev.remit.v1.ListUsageResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListUsage"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListUsageRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListUsageResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("ListUsage"))
              .build();
        }
      }
    }
    return getListUsageMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.SummarizeUsageRequest,
      dev.remit.v1.SummarizeUsageResponse> getSummarizeUsageMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SummarizeUsage",
      requestType = dev.remit.v1.SummarizeUsageRequest.class,
      responseType = dev.remit.v1.SummarizeUsageResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.SummarizeUsageRequest,
      dev.remit.v1.SummarizeUsageResponse> getSummarizeUsageMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.SummarizeUsageRequest, dev.remit.v1.SummarizeUsageResponse> getSummarizeUsageMethod;
    if ((getSummarizeUsageMethod = BudgetServiceGrpc.getSummarizeUsageMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getSummarizeUsageMethod = BudgetServiceGrpc.getSummarizeUsageMethod) == null) {
          BudgetServiceGrpc.getSummarizeUsageMethod = getSummarizeUsageMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.SummarizeUsageRequest, dev.remit.v1.SummarizeUsageResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SummarizeUsage"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SummarizeUsageRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.SummarizeUsageResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("SummarizeUsage"))
              .build();
        }
      }
    }
    return getSummarizeUsageMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListAlertsRequest,
      dev.remit.v1.ListAlertsResponse> getListAlertsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListAlerts",
      requestType = dev.remit.v1.ListAlertsRequest.class,
      responseType = dev.remit.v1.ListAlertsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListAlertsRequest,
      dev.remit.v1.ListAlertsResponse> getListAlertsMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListAlertsRequest, dev.remit.v1.ListAlertsResponse> getListAlertsMethod;
    if ((getListAlertsMethod = BudgetServiceGrpc.getListAlertsMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getListAlertsMethod = BudgetServiceGrpc.getListAlertsMethod) == null) {
          BudgetServiceGrpc.getListAlertsMethod = getListAlertsMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListAlertsRequest, dev.remit.v1.ListAlertsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListAlerts"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListAlertsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListAlertsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("ListAlerts"))
              .build();
        }
      }
    }
    return getListAlertsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.CreateAlertRuleRequest,
      dev.remit.v1.CreateAlertRuleResponse> getCreateAlertRuleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateAlertRule",
      requestType = dev.remit.v1.CreateAlertRuleRequest.class,
      responseType = dev.remit.v1.CreateAlertRuleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.CreateAlertRuleRequest,
      dev.remit.v1.CreateAlertRuleResponse> getCreateAlertRuleMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.CreateAlertRuleRequest, dev.remit.v1.CreateAlertRuleResponse> getCreateAlertRuleMethod;
    if ((getCreateAlertRuleMethod = BudgetServiceGrpc.getCreateAlertRuleMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getCreateAlertRuleMethod = BudgetServiceGrpc.getCreateAlertRuleMethod) == null) {
          BudgetServiceGrpc.getCreateAlertRuleMethod = getCreateAlertRuleMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.CreateAlertRuleRequest, dev.remit.v1.CreateAlertRuleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateAlertRule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateAlertRuleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.CreateAlertRuleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("CreateAlertRule"))
              .build();
        }
      }
    }
    return getCreateAlertRuleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.ListAlertRulesRequest,
      dev.remit.v1.ListAlertRulesResponse> getListAlertRulesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListAlertRules",
      requestType = dev.remit.v1.ListAlertRulesRequest.class,
      responseType = dev.remit.v1.ListAlertRulesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.ListAlertRulesRequest,
      dev.remit.v1.ListAlertRulesResponse> getListAlertRulesMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.ListAlertRulesRequest, dev.remit.v1.ListAlertRulesResponse> getListAlertRulesMethod;
    if ((getListAlertRulesMethod = BudgetServiceGrpc.getListAlertRulesMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getListAlertRulesMethod = BudgetServiceGrpc.getListAlertRulesMethod) == null) {
          BudgetServiceGrpc.getListAlertRulesMethod = getListAlertRulesMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.ListAlertRulesRequest, dev.remit.v1.ListAlertRulesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListAlertRules"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListAlertRulesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.ListAlertRulesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("ListAlertRules"))
              .build();
        }
      }
    }
    return getListAlertRulesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.UpdateAlertRuleRequest,
      dev.remit.v1.UpdateAlertRuleResponse> getUpdateAlertRuleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateAlertRule",
      requestType = dev.remit.v1.UpdateAlertRuleRequest.class,
      responseType = dev.remit.v1.UpdateAlertRuleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.UpdateAlertRuleRequest,
      dev.remit.v1.UpdateAlertRuleResponse> getUpdateAlertRuleMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.UpdateAlertRuleRequest, dev.remit.v1.UpdateAlertRuleResponse> getUpdateAlertRuleMethod;
    if ((getUpdateAlertRuleMethod = BudgetServiceGrpc.getUpdateAlertRuleMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getUpdateAlertRuleMethod = BudgetServiceGrpc.getUpdateAlertRuleMethod) == null) {
          BudgetServiceGrpc.getUpdateAlertRuleMethod = getUpdateAlertRuleMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.UpdateAlertRuleRequest, dev.remit.v1.UpdateAlertRuleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateAlertRule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateAlertRuleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.UpdateAlertRuleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("UpdateAlertRule"))
              .build();
        }
      }
    }
    return getUpdateAlertRuleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.DeleteAlertRuleRequest,
      dev.remit.v1.DeleteAlertRuleResponse> getDeleteAlertRuleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteAlertRule",
      requestType = dev.remit.v1.DeleteAlertRuleRequest.class,
      responseType = dev.remit.v1.DeleteAlertRuleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.DeleteAlertRuleRequest,
      dev.remit.v1.DeleteAlertRuleResponse> getDeleteAlertRuleMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.DeleteAlertRuleRequest, dev.remit.v1.DeleteAlertRuleResponse> getDeleteAlertRuleMethod;
    if ((getDeleteAlertRuleMethod = BudgetServiceGrpc.getDeleteAlertRuleMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getDeleteAlertRuleMethod = BudgetServiceGrpc.getDeleteAlertRuleMethod) == null) {
          BudgetServiceGrpc.getDeleteAlertRuleMethod = getDeleteAlertRuleMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.DeleteAlertRuleRequest, dev.remit.v1.DeleteAlertRuleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteAlertRule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteAlertRuleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.DeleteAlertRuleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("DeleteAlertRule"))
              .build();
        }
      }
    }
    return getDeleteAlertRuleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.remit.v1.GetDashboardRequest,
      dev.remit.v1.GetDashboardResponse> getGetDashboardMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetDashboard",
      requestType = dev.remit.v1.GetDashboardRequest.class,
      responseType = dev.remit.v1.GetDashboardResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.remit.v1.GetDashboardRequest,
      dev.remit.v1.GetDashboardResponse> getGetDashboardMethod() {
    io.grpc.MethodDescriptor<dev.remit.v1.GetDashboardRequest, dev.remit.v1.GetDashboardResponse> getGetDashboardMethod;
    if ((getGetDashboardMethod = BudgetServiceGrpc.getGetDashboardMethod) == null) {
      synchronized (BudgetServiceGrpc.class) {
        if ((getGetDashboardMethod = BudgetServiceGrpc.getGetDashboardMethod) == null) {
          BudgetServiceGrpc.getGetDashboardMethod = getGetDashboardMethod =
              io.grpc.MethodDescriptor.<dev.remit.v1.GetDashboardRequest, dev.remit.v1.GetDashboardResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetDashboard"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetDashboardRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.remit.v1.GetDashboardResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BudgetServiceMethodDescriptorSupplier("GetDashboard"))
              .build();
        }
      }
    }
    return getGetDashboardMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static BudgetServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<BudgetServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<BudgetServiceStub>() {
        @java.lang.Override
        public BudgetServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new BudgetServiceStub(channel, callOptions);
        }
      };
    return BudgetServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static BudgetServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<BudgetServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<BudgetServiceBlockingV2Stub>() {
        @java.lang.Override
        public BudgetServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new BudgetServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return BudgetServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static BudgetServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<BudgetServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<BudgetServiceBlockingStub>() {
        @java.lang.Override
        public BudgetServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new BudgetServiceBlockingStub(channel, callOptions);
        }
      };
    return BudgetServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static BudgetServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<BudgetServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<BudgetServiceFutureStub>() {
        @java.lang.Override
        public BudgetServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new BudgetServiceFutureStub(channel, callOptions);
        }
      };
    return BudgetServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * What acts may cost: budgets, prices, the ledger, and alerts.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `budget:create`; without it PERMISSION_MISSING.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Creates a budget. One over existing spend starts from the ledger. ALREADY_EXISTS when the id is taken,
     * CURRENCY_UNKNOWN when its money is not in the tenant's currency.
     * </pre>
     */
    default void createBudget(dev.remit.v1.CreateBudgetRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateBudgetResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateBudgetMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one budget and where it stands. NOT_FOUND when there is none.
     * </pre>
     */
    default void getBudget(dev.remit.v1.GetBudgetRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetBudgetResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetBudgetMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists budgets by id.
     * </pre>
     */
    default void listBudgets(dev.remit.v1.ListBudgetsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListBudgetsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListBudgetsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes a budget; a new limit holds at once, also below what is spent. Scope, period and unit are fixed
     * (INVALID_FIELD).
     * </pre>
     */
    default void updateBudget(dev.remit.v1.UpdateBudgetRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateBudgetResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateBudgetMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes a budget; what it has counted stays in the ledger, open reservations settle without it.
     * </pre>
     */
    default void deleteBudget(dev.remit.v1.DeleteBudgetRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteBudgetResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteBudgetMethod(), responseObserver);
    }

    /**
     * <pre>
     * Raises a budget's limit for a time, on top of other overrides.
     * </pre>
     */
    default void overrideBudget(dev.remit.v1.OverrideBudgetRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.OverrideBudgetResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getOverrideBudgetMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends an override early. NOT_FOUND when there is none; one that has ended stays as it is.
     * </pre>
     */
    default void revokeBudgetOverride(dev.remit.v1.RevokeBudgetOverrideRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RevokeBudgetOverrideResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRevokeBudgetOverrideMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sets the tenant's own price of a model, over the catalog's. Holds for decisions and usage from now on; open
     * reservations keep the price that they were made with.
     * </pre>
     */
    default void setPrice(dev.remit.v1.SetPriceRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SetPriceResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSetPriceMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads the price that counts for a model: the tenant's, else the catalog's, else the fallback. NOT_FOUND when none.
     * </pre>
     */
    default void getPrice(dev.remit.v1.GetPriceRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetPriceResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetPriceMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists prices by provider and model.
     * </pre>
     */
    default void listPrices(dev.remit.v1.ListPricesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListPricesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListPricesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes the tenant's own price, so that the catalog's counts again. NOT_FOUND when it has none.
     * </pre>
     */
    default void deletePrice(dev.remit.v1.DeletePriceRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeletePriceResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeletePriceMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sets which model stands in for a dearer one when a threshold says DOWNGRADE. Steps chain into a ladder; a loop is
     * INVALID_FIELD.
     * </pre>
     */
    default void setDowngrade(dev.remit.v1.SetDowngradeRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SetDowngradeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSetDowngradeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the model ladder by the dearer model.
     * </pre>
     */
    default void listDowngrades(dev.remit.v1.ListDowngradesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListDowngradesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListDowngradesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes one step of the ladder. NOT_FOUND when there is none.
     * </pre>
     */
    default void deleteDowngrade(dev.remit.v1.DeleteDowngradeRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteDowngradeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteDowngradeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says what calls would cost at most, or what usage costs exactly. Holds and records nothing.
     * </pre>
     */
    default void estimateCost(dev.remit.v1.EstimateCostRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.EstimateCostResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getEstimateCostMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists ledger entries, newest first.
     * </pre>
     */
    default void listUsage(dev.remit.v1.ListUsageRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListUsageResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListUsageMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sums the ledger by dimensions and intervals; the sums equal the entries to the nano-unit.
     * </pre>
     */
    default void summarizeUsage(dev.remit.v1.SummarizeUsageRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SummarizeUsageResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSummarizeUsageMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists alerts that were raised, newest first.
     * </pre>
     */
    default void listAlerts(dev.remit.v1.ListAlertsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListAlertsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListAlertsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates a rule that says who hears of crossed thresholds. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    default void createAlertRule(dev.remit.v1.CreateAlertRuleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateAlertRuleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateAlertRuleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists alert rules by id.
     * </pre>
     */
    default void listAlertRules(dev.remit.v1.ListAlertRulesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListAlertRulesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListAlertRulesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes an alert rule. Alerts already raised stay.
     * </pre>
     */
    default void updateAlertRule(dev.remit.v1.UpdateAlertRuleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateAlertRuleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateAlertRuleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes an alert rule. Alerts already raised stay.
     * </pre>
     */
    default void deleteAlertRule(dev.remit.v1.DeleteAlertRuleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteAlertRuleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteAlertRuleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads the tenant's spend, decisions, tightest budgets and newest alerts at one moment.
     * </pre>
     */
    default void getDashboard(dev.remit.v1.GetDashboardRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetDashboardResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetDashboardMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service BudgetService.
   * <pre>
   * What acts may cost: budgets, prices, the ledger, and alerts.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `budget:create`; without it PERMISSION_MISSING.
   * </pre>
   */
  public static abstract class BudgetServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return BudgetServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service BudgetService.
   * <pre>
   * What acts may cost: budgets, prices, the ledger, and alerts.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `budget:create`; without it PERMISSION_MISSING.
   * </pre>
   */
  public static final class BudgetServiceStub
      extends io.grpc.stub.AbstractAsyncStub<BudgetServiceStub> {
    private BudgetServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected BudgetServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new BudgetServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a budget. One over existing spend starts from the ledger. ALREADY_EXISTS when the id is taken,
     * CURRENCY_UNKNOWN when its money is not in the tenant's currency.
     * </pre>
     */
    public void createBudget(dev.remit.v1.CreateBudgetRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateBudgetResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateBudgetMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one budget and where it stands. NOT_FOUND when there is none.
     * </pre>
     */
    public void getBudget(dev.remit.v1.GetBudgetRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetBudgetResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetBudgetMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists budgets by id.
     * </pre>
     */
    public void listBudgets(dev.remit.v1.ListBudgetsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListBudgetsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListBudgetsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes a budget; a new limit holds at once, also below what is spent. Scope, period and unit are fixed
     * (INVALID_FIELD).
     * </pre>
     */
    public void updateBudget(dev.remit.v1.UpdateBudgetRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateBudgetResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateBudgetMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes a budget; what it has counted stays in the ledger, open reservations settle without it.
     * </pre>
     */
    public void deleteBudget(dev.remit.v1.DeleteBudgetRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteBudgetResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteBudgetMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Raises a budget's limit for a time, on top of other overrides.
     * </pre>
     */
    public void overrideBudget(dev.remit.v1.OverrideBudgetRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.OverrideBudgetResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getOverrideBudgetMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends an override early. NOT_FOUND when there is none; one that has ended stays as it is.
     * </pre>
     */
    public void revokeBudgetOverride(dev.remit.v1.RevokeBudgetOverrideRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.RevokeBudgetOverrideResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRevokeBudgetOverrideMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sets the tenant's own price of a model, over the catalog's. Holds for decisions and usage from now on; open
     * reservations keep the price that they were made with.
     * </pre>
     */
    public void setPrice(dev.remit.v1.SetPriceRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SetPriceResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSetPriceMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads the price that counts for a model: the tenant's, else the catalog's, else the fallback. NOT_FOUND when none.
     * </pre>
     */
    public void getPrice(dev.remit.v1.GetPriceRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetPriceResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetPriceMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists prices by provider and model.
     * </pre>
     */
    public void listPrices(dev.remit.v1.ListPricesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListPricesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListPricesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes the tenant's own price, so that the catalog's counts again. NOT_FOUND when it has none.
     * </pre>
     */
    public void deletePrice(dev.remit.v1.DeletePriceRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeletePriceResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeletePriceMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sets which model stands in for a dearer one when a threshold says DOWNGRADE. Steps chain into a ladder; a loop is
     * INVALID_FIELD.
     * </pre>
     */
    public void setDowngrade(dev.remit.v1.SetDowngradeRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SetDowngradeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSetDowngradeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the model ladder by the dearer model.
     * </pre>
     */
    public void listDowngrades(dev.remit.v1.ListDowngradesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListDowngradesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListDowngradesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes one step of the ladder. NOT_FOUND when there is none.
     * </pre>
     */
    public void deleteDowngrade(dev.remit.v1.DeleteDowngradeRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteDowngradeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteDowngradeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says what calls would cost at most, or what usage costs exactly. Holds and records nothing.
     * </pre>
     */
    public void estimateCost(dev.remit.v1.EstimateCostRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.EstimateCostResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getEstimateCostMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists ledger entries, newest first.
     * </pre>
     */
    public void listUsage(dev.remit.v1.ListUsageRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListUsageResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListUsageMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sums the ledger by dimensions and intervals; the sums equal the entries to the nano-unit.
     * </pre>
     */
    public void summarizeUsage(dev.remit.v1.SummarizeUsageRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.SummarizeUsageResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSummarizeUsageMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists alerts that were raised, newest first.
     * </pre>
     */
    public void listAlerts(dev.remit.v1.ListAlertsRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListAlertsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListAlertsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates a rule that says who hears of crossed thresholds. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public void createAlertRule(dev.remit.v1.CreateAlertRuleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.CreateAlertRuleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateAlertRuleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists alert rules by id.
     * </pre>
     */
    public void listAlertRules(dev.remit.v1.ListAlertRulesRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.ListAlertRulesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListAlertRulesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes an alert rule. Alerts already raised stay.
     * </pre>
     */
    public void updateAlertRule(dev.remit.v1.UpdateAlertRuleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.UpdateAlertRuleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateAlertRuleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes an alert rule. Alerts already raised stay.
     * </pre>
     */
    public void deleteAlertRule(dev.remit.v1.DeleteAlertRuleRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.DeleteAlertRuleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteAlertRuleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads the tenant's spend, decisions, tightest budgets and newest alerts at one moment.
     * </pre>
     */
    public void getDashboard(dev.remit.v1.GetDashboardRequest request,
        io.grpc.stub.StreamObserver<dev.remit.v1.GetDashboardResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetDashboardMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service BudgetService.
   * <pre>
   * What acts may cost: budgets, prices, the ledger, and alerts.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `budget:create`; without it PERMISSION_MISSING.
   * </pre>
   */
  public static final class BudgetServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<BudgetServiceBlockingV2Stub> {
    private BudgetServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected BudgetServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new BudgetServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a budget. One over existing spend starts from the ledger. ALREADY_EXISTS when the id is taken,
     * CURRENCY_UNKNOWN when its money is not in the tenant's currency.
     * </pre>
     */
    public dev.remit.v1.CreateBudgetResponse createBudget(dev.remit.v1.CreateBudgetRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateBudgetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one budget and where it stands. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetBudgetResponse getBudget(dev.remit.v1.GetBudgetRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetBudgetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists budgets by id.
     * </pre>
     */
    public dev.remit.v1.ListBudgetsResponse listBudgets(dev.remit.v1.ListBudgetsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListBudgetsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a budget; a new limit holds at once, also below what is spent. Scope, period and unit are fixed
     * (INVALID_FIELD).
     * </pre>
     */
    public dev.remit.v1.UpdateBudgetResponse updateBudget(dev.remit.v1.UpdateBudgetRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateBudgetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a budget; what it has counted stays in the ledger, open reservations settle without it.
     * </pre>
     */
    public dev.remit.v1.DeleteBudgetResponse deleteBudget(dev.remit.v1.DeleteBudgetRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteBudgetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Raises a budget's limit for a time, on top of other overrides.
     * </pre>
     */
    public dev.remit.v1.OverrideBudgetResponse overrideBudget(dev.remit.v1.OverrideBudgetRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getOverrideBudgetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends an override early. NOT_FOUND when there is none; one that has ended stays as it is.
     * </pre>
     */
    public dev.remit.v1.RevokeBudgetOverrideResponse revokeBudgetOverride(dev.remit.v1.RevokeBudgetOverrideRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRevokeBudgetOverrideMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sets the tenant's own price of a model, over the catalog's. Holds for decisions and usage from now on; open
     * reservations keep the price that they were made with.
     * </pre>
     */
    public dev.remit.v1.SetPriceResponse setPrice(dev.remit.v1.SetPriceRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSetPriceMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads the price that counts for a model: the tenant's, else the catalog's, else the fallback. NOT_FOUND when none.
     * </pre>
     */
    public dev.remit.v1.GetPriceResponse getPrice(dev.remit.v1.GetPriceRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetPriceMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists prices by provider and model.
     * </pre>
     */
    public dev.remit.v1.ListPricesResponse listPrices(dev.remit.v1.ListPricesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListPricesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes the tenant's own price, so that the catalog's counts again. NOT_FOUND when it has none.
     * </pre>
     */
    public dev.remit.v1.DeletePriceResponse deletePrice(dev.remit.v1.DeletePriceRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeletePriceMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sets which model stands in for a dearer one when a threshold says DOWNGRADE. Steps chain into a ladder; a loop is
     * INVALID_FIELD.
     * </pre>
     */
    public dev.remit.v1.SetDowngradeResponse setDowngrade(dev.remit.v1.SetDowngradeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSetDowngradeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the model ladder by the dearer model.
     * </pre>
     */
    public dev.remit.v1.ListDowngradesResponse listDowngrades(dev.remit.v1.ListDowngradesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListDowngradesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes one step of the ladder. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.DeleteDowngradeResponse deleteDowngrade(dev.remit.v1.DeleteDowngradeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteDowngradeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says what calls would cost at most, or what usage costs exactly. Holds and records nothing.
     * </pre>
     */
    public dev.remit.v1.EstimateCostResponse estimateCost(dev.remit.v1.EstimateCostRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getEstimateCostMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists ledger entries, newest first.
     * </pre>
     */
    public dev.remit.v1.ListUsageResponse listUsage(dev.remit.v1.ListUsageRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListUsageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sums the ledger by dimensions and intervals; the sums equal the entries to the nano-unit.
     * </pre>
     */
    public dev.remit.v1.SummarizeUsageResponse summarizeUsage(dev.remit.v1.SummarizeUsageRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSummarizeUsageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists alerts that were raised, newest first.
     * </pre>
     */
    public dev.remit.v1.ListAlertsResponse listAlerts(dev.remit.v1.ListAlertsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListAlertsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a rule that says who hears of crossed thresholds. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public dev.remit.v1.CreateAlertRuleResponse createAlertRule(dev.remit.v1.CreateAlertRuleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateAlertRuleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists alert rules by id.
     * </pre>
     */
    public dev.remit.v1.ListAlertRulesResponse listAlertRules(dev.remit.v1.ListAlertRulesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListAlertRulesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes an alert rule. Alerts already raised stay.
     * </pre>
     */
    public dev.remit.v1.UpdateAlertRuleResponse updateAlertRule(dev.remit.v1.UpdateAlertRuleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateAlertRuleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes an alert rule. Alerts already raised stay.
     * </pre>
     */
    public dev.remit.v1.DeleteAlertRuleResponse deleteAlertRule(dev.remit.v1.DeleteAlertRuleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteAlertRuleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads the tenant's spend, decisions, tightest budgets and newest alerts at one moment.
     * </pre>
     */
    public dev.remit.v1.GetDashboardResponse getDashboard(dev.remit.v1.GetDashboardRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetDashboardMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service BudgetService.
   * <pre>
   * What acts may cost: budgets, prices, the ledger, and alerts.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `budget:create`; without it PERMISSION_MISSING.
   * </pre>
   */
  public static final class BudgetServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<BudgetServiceBlockingStub> {
    private BudgetServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected BudgetServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new BudgetServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a budget. One over existing spend starts from the ledger. ALREADY_EXISTS when the id is taken,
     * CURRENCY_UNKNOWN when its money is not in the tenant's currency.
     * </pre>
     */
    public dev.remit.v1.CreateBudgetResponse createBudget(dev.remit.v1.CreateBudgetRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateBudgetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one budget and where it stands. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.GetBudgetResponse getBudget(dev.remit.v1.GetBudgetRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetBudgetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists budgets by id.
     * </pre>
     */
    public dev.remit.v1.ListBudgetsResponse listBudgets(dev.remit.v1.ListBudgetsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListBudgetsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a budget; a new limit holds at once, also below what is spent. Scope, period and unit are fixed
     * (INVALID_FIELD).
     * </pre>
     */
    public dev.remit.v1.UpdateBudgetResponse updateBudget(dev.remit.v1.UpdateBudgetRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateBudgetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a budget; what it has counted stays in the ledger, open reservations settle without it.
     * </pre>
     */
    public dev.remit.v1.DeleteBudgetResponse deleteBudget(dev.remit.v1.DeleteBudgetRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteBudgetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Raises a budget's limit for a time, on top of other overrides.
     * </pre>
     */
    public dev.remit.v1.OverrideBudgetResponse overrideBudget(dev.remit.v1.OverrideBudgetRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getOverrideBudgetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends an override early. NOT_FOUND when there is none; one that has ended stays as it is.
     * </pre>
     */
    public dev.remit.v1.RevokeBudgetOverrideResponse revokeBudgetOverride(dev.remit.v1.RevokeBudgetOverrideRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRevokeBudgetOverrideMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sets the tenant's own price of a model, over the catalog's. Holds for decisions and usage from now on; open
     * reservations keep the price that they were made with.
     * </pre>
     */
    public dev.remit.v1.SetPriceResponse setPrice(dev.remit.v1.SetPriceRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSetPriceMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads the price that counts for a model: the tenant's, else the catalog's, else the fallback. NOT_FOUND when none.
     * </pre>
     */
    public dev.remit.v1.GetPriceResponse getPrice(dev.remit.v1.GetPriceRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetPriceMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists prices by provider and model.
     * </pre>
     */
    public dev.remit.v1.ListPricesResponse listPrices(dev.remit.v1.ListPricesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListPricesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes the tenant's own price, so that the catalog's counts again. NOT_FOUND when it has none.
     * </pre>
     */
    public dev.remit.v1.DeletePriceResponse deletePrice(dev.remit.v1.DeletePriceRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeletePriceMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sets which model stands in for a dearer one when a threshold says DOWNGRADE. Steps chain into a ladder; a loop is
     * INVALID_FIELD.
     * </pre>
     */
    public dev.remit.v1.SetDowngradeResponse setDowngrade(dev.remit.v1.SetDowngradeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSetDowngradeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the model ladder by the dearer model.
     * </pre>
     */
    public dev.remit.v1.ListDowngradesResponse listDowngrades(dev.remit.v1.ListDowngradesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListDowngradesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes one step of the ladder. NOT_FOUND when there is none.
     * </pre>
     */
    public dev.remit.v1.DeleteDowngradeResponse deleteDowngrade(dev.remit.v1.DeleteDowngradeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteDowngradeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says what calls would cost at most, or what usage costs exactly. Holds and records nothing.
     * </pre>
     */
    public dev.remit.v1.EstimateCostResponse estimateCost(dev.remit.v1.EstimateCostRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getEstimateCostMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists ledger entries, newest first.
     * </pre>
     */
    public dev.remit.v1.ListUsageResponse listUsage(dev.remit.v1.ListUsageRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListUsageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sums the ledger by dimensions and intervals; the sums equal the entries to the nano-unit.
     * </pre>
     */
    public dev.remit.v1.SummarizeUsageResponse summarizeUsage(dev.remit.v1.SummarizeUsageRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSummarizeUsageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists alerts that were raised, newest first.
     * </pre>
     */
    public dev.remit.v1.ListAlertsResponse listAlerts(dev.remit.v1.ListAlertsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListAlertsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a rule that says who hears of crossed thresholds. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public dev.remit.v1.CreateAlertRuleResponse createAlertRule(dev.remit.v1.CreateAlertRuleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateAlertRuleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists alert rules by id.
     * </pre>
     */
    public dev.remit.v1.ListAlertRulesResponse listAlertRules(dev.remit.v1.ListAlertRulesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListAlertRulesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes an alert rule. Alerts already raised stay.
     * </pre>
     */
    public dev.remit.v1.UpdateAlertRuleResponse updateAlertRule(dev.remit.v1.UpdateAlertRuleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateAlertRuleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes an alert rule. Alerts already raised stay.
     * </pre>
     */
    public dev.remit.v1.DeleteAlertRuleResponse deleteAlertRule(dev.remit.v1.DeleteAlertRuleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteAlertRuleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads the tenant's spend, decisions, tightest budgets and newest alerts at one moment.
     * </pre>
     */
    public dev.remit.v1.GetDashboardResponse getDashboard(dev.remit.v1.GetDashboardRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetDashboardMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service BudgetService.
   * <pre>
   * What acts may cost: budgets, prices, the ledger, and alerts.
   * The tenant comes from the credential; a platform operator's credential may name one in the metadata `remit-tenant`,
   * any other that does gets TENANT_MISMATCH. Each call needs the permission that its name says, such as
   * `budget:create`; without it PERMISSION_MISSING.
   * </pre>
   */
  public static final class BudgetServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<BudgetServiceFutureStub> {
    private BudgetServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected BudgetServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new BudgetServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a budget. One over existing spend starts from the ledger. ALREADY_EXISTS when the id is taken,
     * CURRENCY_UNKNOWN when its money is not in the tenant's currency.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateBudgetResponse> createBudget(
        dev.remit.v1.CreateBudgetRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateBudgetMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one budget and where it stands. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetBudgetResponse> getBudget(
        dev.remit.v1.GetBudgetRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetBudgetMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists budgets by id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListBudgetsResponse> listBudgets(
        dev.remit.v1.ListBudgetsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListBudgetsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes a budget; a new limit holds at once, also below what is spent. Scope, period and unit are fixed
     * (INVALID_FIELD).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.UpdateBudgetResponse> updateBudget(
        dev.remit.v1.UpdateBudgetRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateBudgetMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes a budget; what it has counted stays in the ledger, open reservations settle without it.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeleteBudgetResponse> deleteBudget(
        dev.remit.v1.DeleteBudgetRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteBudgetMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Raises a budget's limit for a time, on top of other overrides.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.OverrideBudgetResponse> overrideBudget(
        dev.remit.v1.OverrideBudgetRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getOverrideBudgetMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends an override early. NOT_FOUND when there is none; one that has ended stays as it is.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.RevokeBudgetOverrideResponse> revokeBudgetOverride(
        dev.remit.v1.RevokeBudgetOverrideRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRevokeBudgetOverrideMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Sets the tenant's own price of a model, over the catalog's. Holds for decisions and usage from now on; open
     * reservations keep the price that they were made with.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.SetPriceResponse> setPrice(
        dev.remit.v1.SetPriceRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSetPriceMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads the price that counts for a model: the tenant's, else the catalog's, else the fallback. NOT_FOUND when none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetPriceResponse> getPrice(
        dev.remit.v1.GetPriceRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetPriceMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists prices by provider and model.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListPricesResponse> listPrices(
        dev.remit.v1.ListPricesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListPricesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes the tenant's own price, so that the catalog's counts again. NOT_FOUND when it has none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeletePriceResponse> deletePrice(
        dev.remit.v1.DeletePriceRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeletePriceMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Sets which model stands in for a dearer one when a threshold says DOWNGRADE. Steps chain into a ladder; a loop is
     * INVALID_FIELD.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.SetDowngradeResponse> setDowngrade(
        dev.remit.v1.SetDowngradeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSetDowngradeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the model ladder by the dearer model.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListDowngradesResponse> listDowngrades(
        dev.remit.v1.ListDowngradesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListDowngradesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes one step of the ladder. NOT_FOUND when there is none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeleteDowngradeResponse> deleteDowngrade(
        dev.remit.v1.DeleteDowngradeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteDowngradeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says what calls would cost at most, or what usage costs exactly. Holds and records nothing.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.EstimateCostResponse> estimateCost(
        dev.remit.v1.EstimateCostRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getEstimateCostMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists ledger entries, newest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListUsageResponse> listUsage(
        dev.remit.v1.ListUsageRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListUsageMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Sums the ledger by dimensions and intervals; the sums equal the entries to the nano-unit.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.SummarizeUsageResponse> summarizeUsage(
        dev.remit.v1.SummarizeUsageRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSummarizeUsageMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists alerts that were raised, newest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListAlertsResponse> listAlerts(
        dev.remit.v1.ListAlertsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListAlertsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates a rule that says who hears of crossed thresholds. ALREADY_EXISTS when the id is taken.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.CreateAlertRuleResponse> createAlertRule(
        dev.remit.v1.CreateAlertRuleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateAlertRuleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists alert rules by id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.ListAlertRulesResponse> listAlertRules(
        dev.remit.v1.ListAlertRulesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListAlertRulesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes an alert rule. Alerts already raised stay.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.UpdateAlertRuleResponse> updateAlertRule(
        dev.remit.v1.UpdateAlertRuleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateAlertRuleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes an alert rule. Alerts already raised stay.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.DeleteAlertRuleResponse> deleteAlertRule(
        dev.remit.v1.DeleteAlertRuleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteAlertRuleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads the tenant's spend, decisions, tightest budgets and newest alerts at one moment.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.remit.v1.GetDashboardResponse> getDashboard(
        dev.remit.v1.GetDashboardRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetDashboardMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_BUDGET = 0;
  private static final int METHODID_GET_BUDGET = 1;
  private static final int METHODID_LIST_BUDGETS = 2;
  private static final int METHODID_UPDATE_BUDGET = 3;
  private static final int METHODID_DELETE_BUDGET = 4;
  private static final int METHODID_OVERRIDE_BUDGET = 5;
  private static final int METHODID_REVOKE_BUDGET_OVERRIDE = 6;
  private static final int METHODID_SET_PRICE = 7;
  private static final int METHODID_GET_PRICE = 8;
  private static final int METHODID_LIST_PRICES = 9;
  private static final int METHODID_DELETE_PRICE = 10;
  private static final int METHODID_SET_DOWNGRADE = 11;
  private static final int METHODID_LIST_DOWNGRADES = 12;
  private static final int METHODID_DELETE_DOWNGRADE = 13;
  private static final int METHODID_ESTIMATE_COST = 14;
  private static final int METHODID_LIST_USAGE = 15;
  private static final int METHODID_SUMMARIZE_USAGE = 16;
  private static final int METHODID_LIST_ALERTS = 17;
  private static final int METHODID_CREATE_ALERT_RULE = 18;
  private static final int METHODID_LIST_ALERT_RULES = 19;
  private static final int METHODID_UPDATE_ALERT_RULE = 20;
  private static final int METHODID_DELETE_ALERT_RULE = 21;
  private static final int METHODID_GET_DASHBOARD = 22;

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
        case METHODID_CREATE_BUDGET:
          serviceImpl.createBudget((dev.remit.v1.CreateBudgetRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateBudgetResponse>) responseObserver);
          break;
        case METHODID_GET_BUDGET:
          serviceImpl.getBudget((dev.remit.v1.GetBudgetRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetBudgetResponse>) responseObserver);
          break;
        case METHODID_LIST_BUDGETS:
          serviceImpl.listBudgets((dev.remit.v1.ListBudgetsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListBudgetsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_BUDGET:
          serviceImpl.updateBudget((dev.remit.v1.UpdateBudgetRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.UpdateBudgetResponse>) responseObserver);
          break;
        case METHODID_DELETE_BUDGET:
          serviceImpl.deleteBudget((dev.remit.v1.DeleteBudgetRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeleteBudgetResponse>) responseObserver);
          break;
        case METHODID_OVERRIDE_BUDGET:
          serviceImpl.overrideBudget((dev.remit.v1.OverrideBudgetRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.OverrideBudgetResponse>) responseObserver);
          break;
        case METHODID_REVOKE_BUDGET_OVERRIDE:
          serviceImpl.revokeBudgetOverride((dev.remit.v1.RevokeBudgetOverrideRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.RevokeBudgetOverrideResponse>) responseObserver);
          break;
        case METHODID_SET_PRICE:
          serviceImpl.setPrice((dev.remit.v1.SetPriceRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.SetPriceResponse>) responseObserver);
          break;
        case METHODID_GET_PRICE:
          serviceImpl.getPrice((dev.remit.v1.GetPriceRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetPriceResponse>) responseObserver);
          break;
        case METHODID_LIST_PRICES:
          serviceImpl.listPrices((dev.remit.v1.ListPricesRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListPricesResponse>) responseObserver);
          break;
        case METHODID_DELETE_PRICE:
          serviceImpl.deletePrice((dev.remit.v1.DeletePriceRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeletePriceResponse>) responseObserver);
          break;
        case METHODID_SET_DOWNGRADE:
          serviceImpl.setDowngrade((dev.remit.v1.SetDowngradeRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.SetDowngradeResponse>) responseObserver);
          break;
        case METHODID_LIST_DOWNGRADES:
          serviceImpl.listDowngrades((dev.remit.v1.ListDowngradesRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListDowngradesResponse>) responseObserver);
          break;
        case METHODID_DELETE_DOWNGRADE:
          serviceImpl.deleteDowngrade((dev.remit.v1.DeleteDowngradeRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeleteDowngradeResponse>) responseObserver);
          break;
        case METHODID_ESTIMATE_COST:
          serviceImpl.estimateCost((dev.remit.v1.EstimateCostRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.EstimateCostResponse>) responseObserver);
          break;
        case METHODID_LIST_USAGE:
          serviceImpl.listUsage((dev.remit.v1.ListUsageRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListUsageResponse>) responseObserver);
          break;
        case METHODID_SUMMARIZE_USAGE:
          serviceImpl.summarizeUsage((dev.remit.v1.SummarizeUsageRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.SummarizeUsageResponse>) responseObserver);
          break;
        case METHODID_LIST_ALERTS:
          serviceImpl.listAlerts((dev.remit.v1.ListAlertsRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListAlertsResponse>) responseObserver);
          break;
        case METHODID_CREATE_ALERT_RULE:
          serviceImpl.createAlertRule((dev.remit.v1.CreateAlertRuleRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.CreateAlertRuleResponse>) responseObserver);
          break;
        case METHODID_LIST_ALERT_RULES:
          serviceImpl.listAlertRules((dev.remit.v1.ListAlertRulesRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.ListAlertRulesResponse>) responseObserver);
          break;
        case METHODID_UPDATE_ALERT_RULE:
          serviceImpl.updateAlertRule((dev.remit.v1.UpdateAlertRuleRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.UpdateAlertRuleResponse>) responseObserver);
          break;
        case METHODID_DELETE_ALERT_RULE:
          serviceImpl.deleteAlertRule((dev.remit.v1.DeleteAlertRuleRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.DeleteAlertRuleResponse>) responseObserver);
          break;
        case METHODID_GET_DASHBOARD:
          serviceImpl.getDashboard((dev.remit.v1.GetDashboardRequest) request,
              (io.grpc.stub.StreamObserver<dev.remit.v1.GetDashboardResponse>) responseObserver);
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
          getCreateBudgetMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateBudgetRequest,
              dev.remit.v1.CreateBudgetResponse>(
                service, METHODID_CREATE_BUDGET)))
        .addMethod(
          getGetBudgetMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetBudgetRequest,
              dev.remit.v1.GetBudgetResponse>(
                service, METHODID_GET_BUDGET)))
        .addMethod(
          getListBudgetsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListBudgetsRequest,
              dev.remit.v1.ListBudgetsResponse>(
                service, METHODID_LIST_BUDGETS)))
        .addMethod(
          getUpdateBudgetMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.UpdateBudgetRequest,
              dev.remit.v1.UpdateBudgetResponse>(
                service, METHODID_UPDATE_BUDGET)))
        .addMethod(
          getDeleteBudgetMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeleteBudgetRequest,
              dev.remit.v1.DeleteBudgetResponse>(
                service, METHODID_DELETE_BUDGET)))
        .addMethod(
          getOverrideBudgetMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.OverrideBudgetRequest,
              dev.remit.v1.OverrideBudgetResponse>(
                service, METHODID_OVERRIDE_BUDGET)))
        .addMethod(
          getRevokeBudgetOverrideMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.RevokeBudgetOverrideRequest,
              dev.remit.v1.RevokeBudgetOverrideResponse>(
                service, METHODID_REVOKE_BUDGET_OVERRIDE)))
        .addMethod(
          getSetPriceMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.SetPriceRequest,
              dev.remit.v1.SetPriceResponse>(
                service, METHODID_SET_PRICE)))
        .addMethod(
          getGetPriceMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetPriceRequest,
              dev.remit.v1.GetPriceResponse>(
                service, METHODID_GET_PRICE)))
        .addMethod(
          getListPricesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListPricesRequest,
              dev.remit.v1.ListPricesResponse>(
                service, METHODID_LIST_PRICES)))
        .addMethod(
          getDeletePriceMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeletePriceRequest,
              dev.remit.v1.DeletePriceResponse>(
                service, METHODID_DELETE_PRICE)))
        .addMethod(
          getSetDowngradeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.SetDowngradeRequest,
              dev.remit.v1.SetDowngradeResponse>(
                service, METHODID_SET_DOWNGRADE)))
        .addMethod(
          getListDowngradesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListDowngradesRequest,
              dev.remit.v1.ListDowngradesResponse>(
                service, METHODID_LIST_DOWNGRADES)))
        .addMethod(
          getDeleteDowngradeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeleteDowngradeRequest,
              dev.remit.v1.DeleteDowngradeResponse>(
                service, METHODID_DELETE_DOWNGRADE)))
        .addMethod(
          getEstimateCostMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.EstimateCostRequest,
              dev.remit.v1.EstimateCostResponse>(
                service, METHODID_ESTIMATE_COST)))
        .addMethod(
          getListUsageMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListUsageRequest,
              dev.remit.v1.ListUsageResponse>(
                service, METHODID_LIST_USAGE)))
        .addMethod(
          getSummarizeUsageMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.SummarizeUsageRequest,
              dev.remit.v1.SummarizeUsageResponse>(
                service, METHODID_SUMMARIZE_USAGE)))
        .addMethod(
          getListAlertsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListAlertsRequest,
              dev.remit.v1.ListAlertsResponse>(
                service, METHODID_LIST_ALERTS)))
        .addMethod(
          getCreateAlertRuleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.CreateAlertRuleRequest,
              dev.remit.v1.CreateAlertRuleResponse>(
                service, METHODID_CREATE_ALERT_RULE)))
        .addMethod(
          getListAlertRulesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.ListAlertRulesRequest,
              dev.remit.v1.ListAlertRulesResponse>(
                service, METHODID_LIST_ALERT_RULES)))
        .addMethod(
          getUpdateAlertRuleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.UpdateAlertRuleRequest,
              dev.remit.v1.UpdateAlertRuleResponse>(
                service, METHODID_UPDATE_ALERT_RULE)))
        .addMethod(
          getDeleteAlertRuleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.DeleteAlertRuleRequest,
              dev.remit.v1.DeleteAlertRuleResponse>(
                service, METHODID_DELETE_ALERT_RULE)))
        .addMethod(
          getGetDashboardMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.remit.v1.GetDashboardRequest,
              dev.remit.v1.GetDashboardResponse>(
                service, METHODID_GET_DASHBOARD)))
        .build();
  }

  private static abstract class BudgetServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    BudgetServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.remit.v1.BudgetServiceOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("BudgetService");
    }
  }

  private static final class BudgetServiceFileDescriptorSupplier
      extends BudgetServiceBaseDescriptorSupplier {
    BudgetServiceFileDescriptorSupplier() {}
  }

  private static final class BudgetServiceMethodDescriptorSupplier
      extends BudgetServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    BudgetServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (BudgetServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new BudgetServiceFileDescriptorSupplier())
              .addMethod(getCreateBudgetMethod())
              .addMethod(getGetBudgetMethod())
              .addMethod(getListBudgetsMethod())
              .addMethod(getUpdateBudgetMethod())
              .addMethod(getDeleteBudgetMethod())
              .addMethod(getOverrideBudgetMethod())
              .addMethod(getRevokeBudgetOverrideMethod())
              .addMethod(getSetPriceMethod())
              .addMethod(getGetPriceMethod())
              .addMethod(getListPricesMethod())
              .addMethod(getDeletePriceMethod())
              .addMethod(getSetDowngradeMethod())
              .addMethod(getListDowngradesMethod())
              .addMethod(getDeleteDowngradeMethod())
              .addMethod(getEstimateCostMethod())
              .addMethod(getListUsageMethod())
              .addMethod(getSummarizeUsageMethod())
              .addMethod(getListAlertsMethod())
              .addMethod(getCreateAlertRuleMethod())
              .addMethod(getListAlertRulesMethod())
              .addMethod(getUpdateAlertRuleMethod())
              .addMethod(getDeleteAlertRuleMethod())
              .addMethod(getGetDashboardMethod())
              .build();
        }
      }
    }
    return result;
  }
}
