using System.Globalization;

namespace MigrationMainstreaming.Benchmarks.Circuits;

/// <summary>The way from the client to the portal, on this machine alone.</summary>
/// <remarks>Outside Development cookies travel by https alone, and a web server in front brings that: then the client is that web server
/// and says so, as the portal's <c>Portal:TrustedProxies</c> lets it.</remarks>
internal sealed class Line : IDisposable
{
    private readonly bool _inFront;

    public Line(int port, bool inFront)
    {
        (Address, _inFront) = (new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")), inFront);
        Origin = (inFront ? "https://" : "http://") + Address.Authority;
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public Uri Address { get; }

    /// <summary>The address as people would have it in their browser.</summary>
    public string Origin { get; }

    public HttpClient Http { get; }

    /// <summary>A request of somebody's browser.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, string cookies)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in Headers(cookies))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public IEnumerable<(string Name, string Value)> Headers(string cookies)
    {
        yield return ("Origin", Origin);
        if (cookies.Length > 0)
        {
            yield return ("Cookie", cookies);
        }

        if (_inFront)
        {
            yield return ("X-Forwarded-Proto", "https");
        }
    }

    public void Dispose() => Http.Dispose();
}
