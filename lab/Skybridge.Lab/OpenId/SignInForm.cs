namespace Skybridge.Lab.OpenId;

/// <summary>A sign-in page, and how one knows that it let somebody in.</summary>
public sealed record SignInFormOptions
{
    /// <summary>The page with the form.</summary>
    public required Uri Page { get; init; }

    /// <summary>Where it sends whom it lets in; nobody goes there.</summary>
    public required Uri Next { get; init; }

    /// <summary>The session's cookie.</summary>
    public required string Cookie { get; init; }

    /// <summary>The authority that the certificate must come from, as PEM; none trusts what the system trusts.</summary>
    public string? CaFile { get; init; }
}

/// <summary>People's browsers at a sign-in page, and no relying party: the page, the form, the session's cookie.</summary>
/// <remarks>Connections are shared; any number of people may sign in at the same time.</remarks>
public sealed class SignInForm(SignInFormOptions options) : IDisposable
{
    readonly HttpClient _http = Browser.CreateConnections(options.CaFile);

    /// <summary>Signs one person in, in a browser that knows nothing yet.</summary>
    /// <returns>Null when the browser has a session; else what the page said.</returns>
    public async Task<string?> SignInAsync(string userName, string password, CancellationToken cancellationToken = default)
    {
        var browser = new Browser(_http, options.Next);
        var page = await browser.GetAsync(options.Page, cancellationToken);
        if (HtmlForm.WithPassword(page.Html) is not { } form)
            return $"{OpenIdClient.Describe(page)} has no sign-in form.";

        var after = await browser.PostAsync(new Uri(page.Address, form.Action ?? ""), form.Fill(userName, password), cancellationToken);
        return after.Address == options.Next && browser.Holds(options.Next, options.Cookie) ? null : OpenIdClient.Describe(after);
    }

    public void Dispose() => _http.Dispose();
}
