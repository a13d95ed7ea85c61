using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>Reads requests and writes answers of the delivery API, and puts every refusal into the contract's words.</summary>
static class Api
{
    const string Json = "application/json";

    /// <summary>A handler whose refusals and failures are answered as the contract says.</summary>
    public static RequestDelegate Handle(Func<HttpContext, Task> handler) => async context =>
    {
        try
        {
            await handler(context);
        }
        catch (ApiRefusalException refusal)
        {
            await RefuseAsync(context, refusal);
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await RefuseAsync(context, ApiRefusalException.TooLarge("The request has more bytes than it may have."));
        }
        catch (BadHttpRequestException error)
        {
            await RefuseAsync(
                context,
                ApiRefusalException.Malformed("The request's body ended early or was sent wrongly.", error.StatusCode));
        }
        catch (Exception error) when (StoreFailure.In(error) is { } failure && StoreFailure.Passes(failure))
        {
            context.RequestServices.GetRequiredService<ILogger<ApiRefusalException>>().StoreNotReady(error);
            await RefuseAsync(context, ApiRefusalException.Busy("The database cannot take anything now."));
        }
    };

    /// <summary>Reads the JSON body.</summary>
    /// <exception cref="ApiRefusalException">It is not what the contract says.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType() || context.Request.Headers.ContentEncoding.Count > 0)
            throw ApiRefusalException.Malformed(
                $"The request's body must be {Json}, and not compressed.",
                StatusCodes.Status415UnsupportedMediaType);

        using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        try
        {
            return JsonSerializer.Deserialize(body.Bytes, type) ?? throw ApiRefusalException.Malformed("The request's body is null.");
        }
        catch (JsonException error)
        {
            // Only where it is, never what is there.
            throw ApiRefusalException.Malformed(
                $"The request's body is not what the contract says, at line {error.LineNumber + 1}, byte {error.BytePositionInLine}.");
        }
    }

    /// <summary>Reads a domain's name, in the form that names are compared in.</summary>
    /// <exception cref="ApiRefusalException">It is none.</exception>
    public static string RequireDomain(string text) =>
        UserNames.TryParseDomain(text, out var domain) ? domain : throw ApiRefusalException.Malformed("The domain is not a DNS name.");

    /// <summary>Answers with JSON.</summary>
    public static async Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int statusCode = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = Json;
        context.Response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }

    static Task RefuseAsync(HttpContext context, ApiRefusalException refusal)
    {
        if (refusal.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (refusal.StatusCode == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(context, refusal.Reply, ContractJson.Default.ErrorReply, refusal.StatusCode);
    }
}
