using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Skybridge.Cloud.Pages;

/// <summary>Says that something is not as it should be, and whose it is to mend; never what the program was doing.</summary>
[IgnoreAntiforgeryToken]
sealed class ErrorModel : PageModel
{
    public string Heading { get; private set; } = "";

    public string Text { get; private set; } = "";

    /// <summary>For whoever looks after the application that asked.</summary>
    public string? Detail { get; private set; }

    public void OnGet(int? status) => Describe(status);

    public void OnPost(int? status) => Describe(status);

    void Describe(int? status)
    {
        (Heading, Text) = status switch
        {
            StatusCodes.Status404NotFound => ("There is nothing here", "The address is wrong, or what was here has gone."),
            StatusCodes.Status400BadRequest => (
                "That did not work",
                "Go back and try it once more. When that does not help, tell your administrator which application you came from."),
            _ => ("Something went wrong on our side", "Please try again in a moment."),
        };
        if (HttpContext.GetOpenIddictServerResponse() is { Error: { } error } response)
            Detail = $"{error}: {response.ErrorDescription}";
    }
}
