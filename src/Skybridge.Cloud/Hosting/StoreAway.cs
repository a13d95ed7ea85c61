using System.Globalization;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;

namespace Skybridge.Cloud.Hosting;

/// <summary>Answers people and programs while the database cannot: they are asked to come back in a moment, and nothing of the request stands.</summary>
/// <remarks>The page is made here, for the pages of the site read the organisation's name from the database.</remarks>
static class StoreAway
{
    static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(2);

    static readonly string Page = $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <title>Please try again in a moment</title>
            <link rel="icon" type="image/svg+xml" href="{AssetEndpoints.MarkUrl}">
            <link rel="stylesheet" href="{AssetEndpoints.StyleUrl}">
        </head>
        <body>
            <main class="card">
                <h1>Please try again in a moment</h1>
                <p>Something behind this page is being exchanged. Nothing is lost: go back, and try once more.</p>
            </main>
        </body>
        </html>
        """;

    /// <summary>Runs the request.</summary>
    public static async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (!context.Response.HasStarted && StoreFailure.In(error) is { } failure && StoreFailure.Passes(failure))
        {
            context.RequestServices.GetRequiredService<ILogger<ApiRefusalException>>().StoreNotReady(error);
            await AnswerAsync(context, StoreFailure.IsFull(failure) ? "The cloud's disk is full." : "The cloud's database cannot be used at the moment.");
        }
    }

    static async Task AnswerAsync(HttpContext context, string why)
    {
        context.Response.Clear();
        SecurityHeaders.Set(context.Response.Headers);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = ComeBackAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var isForPrograms = CloudHost.IsForPrograms(context.Request.Path);
        context.Response.ContentType = isForPrograms ? "application/json" : "text/html; charset=utf-8";
        await context.Response.WriteAsync(isForPrograms ? $$"""{"error":"temporarily_unavailable","error_description":"{{why}}"}""" : Page, context.RequestAborted);
    }
}
