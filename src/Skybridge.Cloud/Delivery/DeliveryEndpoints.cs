using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Leases;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>The delivery API.</summary>
static class DeliveryEndpoints
{
    const int MaxEvidenceLength = 1000;

    static readonly TimeSpan DeliveryTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiPaths.Enrollment, Api.Handle(EnrollmentEndpoint.EnrollAsync));
        routes.MapPost(ApiPaths.EnrollmentPreview, Api.Handle(EnrollmentEndpoint.PreviewAsync));
        routes.MapGet(ApiPaths.Tenant, Api.Handle(GetTenantAsync));
        routes.MapPost(ApiPaths.Epochs, Api.Handle(RaiseEpochAsync));
        routes.MapPost(ApiPaths.Deliveries, Api.Handle(DeliverAsync))
            .WithMetadata(new RequestSizeLimitAttribute(DeliveryBatch.MaxBytes))
            .WithRequestTimeout(DeliveryTimeout);
        routes.MapPost(ApiPaths.Groups, Api.Handle(DeliverGroupsAsync))
            .WithMetadata(new RequestSizeLimitAttribute(GroupBatch.MaxBytes))
            .WithRequestTimeout(DeliveryTimeout);
        routes.MapPost(ApiPaths.Leases, Api.Handle(LeaseEndpoint.AnswerAsync)).WithMetadata(new RequestSizeLimitAttribute(LeaseRequest.MaxBytes));
        DiagnosisEndpoints.Map(routes);
        routes.Map(
            "/api/{**path}",
            Api.Handle(_ => throw ApiRefusalException.Malformed("There is nothing at this address.", StatusCodes.Status404NotFound)));
    }

    static async Task GetTenantAsync(HttpContext context)
    {
        var db = Db(context);
        var agent = await AgentAuthentication.RequireAsync(context, db);
        await AgentContact.NoteAsync(db, agent, Now(context), context.RequestAborted);
        var domain = Api.RequireDomain(context.Request.Query["domain"].ToString());
        var tenant = await TenantReader.ReadAsync(db, domain, context.RequestAborted);
        await Api.WriteAsync(context, tenant.State, ContractJson.Default.TenantState);
    }

    static async Task DeliverAsync(HttpContext context)
    {
        var agent = await AgentAuthentication.RequireAsync(context, Db(context));
        var batch = await Api.ReadAsync(context, ContractJson.Default.DeliveryBatch);
        Api.RequireDomain(batch.Domain);
        if (batch.Changes.Count > DeliveryBatch.MaxChanges)
            throw ApiRefusalException.TooLarge($"The batch has {batch.Changes.Count} changes, and may have {DeliveryBatch.MaxChanges}.");
        if (batch.Changes.Any(change => change is null || change.Anchor.Value.Length == 0))
            throw ApiRefusalException.Malformed("A change is null, or has no anchor.");

        var receipt = await context.RequestServices.GetRequiredService<DeliveryProcessor>().TakeAsync(agent, batch, context.RequestAborted);
        await Api.WriteAsync(context, receipt, ContractJson.Default.DeliveryReceipt);
    }

    static async Task DeliverGroupsAsync(HttpContext context)
    {
        var agent = await AgentAuthentication.RequireAsync(context, Db(context));
        var batch = await Api.ReadAsync(context, ContractJson.Default.GroupBatch);
        Api.RequireDomain(batch.Domain);
        if (batch.Changes.Count > GroupBatch.MaxChanges)
            throw ApiRefusalException.TooLarge($"The batch has {batch.Changes.Count} groups, and may have {GroupBatch.MaxChanges}.");
        if (batch.Changes.Any(change => change is null || change.Anchor.Value.Length == 0 || change.Links.Any(link => link is null)))
            throw ApiRefusalException.Malformed("A change is null, has no anchor, or has a membership that is null.");
        if (batch.Changes.Sum(change => change.Links.Count) is > GroupBatch.MaxLinks and var links)
            throw ApiRefusalException.TooLarge($"The batch has {links} memberships, and may have {GroupBatch.MaxLinks}.");

        var receipt = await context.RequestServices.GetRequiredService<GroupProcessor>().TakeAsync(agent, batch, context.RequestAborted);
        await Api.WriteAsync(context, receipt, ContractJson.Default.GroupReceipt);
    }

    static async Task RaiseEpochAsync(HttpContext context)
    {
        var db = Db(context);
        var agent = await AgentAuthentication.RequireAsync(context, db);
        var now = Now(context);
        await AgentContact.NoteAsync(db, agent, now, context.RequestAborted);
        var request = await Api.ReadAsync(context, ContractJson.Default.EpochRequest);
        var domain = Api.RequireDomain(request.Domain);
        if (!UserNames.IsText(request.Evidence, MaxEvidenceLength))
            throw ApiRefusalException.Malformed($"The evidence has 1 to {MaxEvidenceLength} characters.");

        await using var transaction = await db.BeginWritingAsync(context.RequestAborted);
        await LeaseBook.RequireAsync(db, agent, domain, request.Term, now, renews: false, context.RequestAborted);
        var epoch = await db.DomainEpochs.SingleOrDefaultAsync(row => row.Domain == domain, context.RequestAborted);
        // Told twice, it ended once; and an epoch that has not begun cannot have ended.
        if (request.Ended == (epoch?.Epoch ?? 0) && request.Ended < int.MaxValue)
        {
            if (epoch is null)
                db.DomainEpochs.Add(epoch = new DomainEpoch { Domain = domain, Epoch = 0, ChangedAt = now });
            (epoch.Epoch, epoch.ChangedAt) = (request.Ended + 1, now);
            (string, string?)[] details = [("epoch", $"{epoch.Epoch}"), ("evidence", request.Evidence)];
            db.AuditEntries.Add(Audit.Entry(now, $"agent:{agent.Name}", AuditActions.EpochRaised, domain, details));
            await db.SaveChangesAsync(context.RequestAborted);
        }

        var tenant = await TenantReader.ReadAsync(db, domain, context.RequestAborted);
        await transaction.CommitAsync(context.RequestAborted);
        await Api.WriteAsync(context, tenant.State, ContractJson.Default.TenantState);
    }

    static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    static CloudDbContext Db(HttpContext context) => context.RequestServices.GetRequiredService<CloudDbContext>();
}
