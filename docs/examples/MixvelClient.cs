// A client of the MixVel web service, for .NET 6 or newer: keeps a token while it lives and calls methods with it.
// As a program it logs in to a local run and verifies the token.
using System;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml.Linq;

/// <summary>A refusal. Programs look at Status, Code and Word; people at Message, support at RequestId.</summary>
public sealed class MixvelException : Exception
{
    readonly HttpResponseMessage answer;
    readonly XElement error; // in Body or in AuthResponse: it has the same parts in both

    public MixvelException(HttpResponseMessage refused, XElement envelope)
        => (answer, error) = (refused, envelope.Descendants("Error").FirstOrDefault() ?? new XElement("Error"));

    public int Status => (int)answer.StatusCode;
    public string Code => (string)error.Element("Code");
    // At HTTP 400 what is wrong stands before the word.
    public string Word => error.Elements("DescText").Select(text => text.Value).FirstOrDefault(text => !text.Contains(' '));
    public bool CanRetry => (bool?)error.Element("CanRetry") ?? false;
    public int RetryAfter => (int?)error.Element("RetryAfter") ?? 5;
    public string RequestId => answer.Headers.TryGetValues("X-Request-Id", out var ids) ? ids.First() : null;
    public override string Message => $"HTTP {Status} {Code}: " +
        string.Join(" / ", error.Elements("DescText").Select(word => word.Value)) + $" (request {RequestId})";
}

/// <summary>One login of an application; threads may share it.</summary>
public sealed class MixvelClient
{
    static readonly XNamespace Env = "https://www.mixvel.com/API/XSD/mixvel_envelope/1_06";
    static readonly XNamespace Auth = "https://www.mixvel.com/API/XSD/mixvel_auth/1_01";
    static readonly TimeSpan Life = TimeSpan.FromHours(24), RenewBefore = TimeSpan.FromMinutes(10);
    const int LongestWait = 60, Rest = 60;
    // No redirect is followed: it would carry the password to another address.
    readonly HttpClient http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
    readonly Stopwatch clock = Stopwatch.StartNew(); // nobody sets it, so it does not matter what time it is here
    readonly SemaphoreSlim gate = new SemaphoreSlim(1);
    readonly string url;
    readonly XElement credentials;
    string token;
    MixvelException refusal;
    TimeSpan renewAt, restUntil;

    public MixvelClient(string url, string login, string password, string unit)
    {
        // Only Auth has a namespace, by a prefix, and its children have none.
        credentials = new XElement(Auth + "Auth", new XAttribute(XNamespace.Xmlns + "a", Auth),
            new XElement("Login", login), new XElement("Password", password), new XElement("StructureUnitID", unit));
        this.url = url.TrimEnd('/');
        http.Timeout = Timeout.InfiniteTimeSpan; // each request has its own
    }

    /// <summary>The kept token, or a new one if its end is near or the service has refused this very token.</summary>
    public async Task<string> Token(string refused = null)
    {
        await gate.WaitAsync();
        try { return token != null && token != refused && clock.Elapsed < renewAt ? token : await LogIn(4); }
        finally { gate.Release(); }
    }

    /// <summary>Calls a method; after 401 once more with a new token, since nothing went past the guard.</summary>
    public async Task<HttpResponseMessage> Call(HttpMethod method, string path, string body = null, int timeout = 150)
    {
        var bearer = await Token();
        var answer = await Send(method, path, body, timeout, bearer);
        if ((int)answer.StatusCode == 401) answer = await Send(method, path, body, timeout, await Token(bearer));
        return answer.IsSuccessStatusCode ? answer : throw new MixvelException(answer, await Envelope(answer));
    }

    async Task<string> LogIn(int tries)
    {
        if (clock.Elapsed < restUntil) throw refusal;
        (token, renewAt) = (null, clock.Elapsed + Life - RenewBefore);
        var info = new XElement("MessageInfo", new XAttribute("MessageId", Guid.NewGuid()),
            new XAttribute("TimeSent", DateTime.UtcNow));
        var request = new XElement(Env + "Envelope", new XAttribute(XNamespace.Xmlns + "MixEnv", Env),
            new XElement("Header"), new XElement("Body", info, new XElement("AppData", credentials)));
        var answer = await Send(HttpMethod.Post, "/api/Accounts/login", request.ToString(), 30);
        var envelope = await Envelope(answer);
        token = (string)envelope.Descendants(Auth + "AuthResponse").Elements("Token").FirstOrDefault();
        if (token != null) return token;
        var error = new MixvelException(answer, envelope);
        // A refused login, with HTTP 200: nothing but a person helps, so leave the service alone for a while.
        if (error.Status == 200) (refusal, restUntil) = (error, clock.Elapsed + TimeSpan.FromSeconds(Rest));
        if (!error.CanRetry || tries == 1 || error.RetryAfter > LongestWait) throw error;
        await Task.Delay(TimeSpan.FromSeconds(error.RetryAfter));
        return await LogIn(tries - 1);
    }

    async Task<HttpResponseMessage> Send(HttpMethod method, string path, string body, int timeout, string bearer = null)
    {
        var request = new HttpRequestMessage(method, url + path);
        if (bearer != null) request.Headers.Add("Authorization", "Bearer " + bearer);
        if (body != null) request.Content = new StringContent(body, Encoding.UTF8, "application/xml");
        using (var timer = new CancellationTokenSource(TimeSpan.FromSeconds(timeout)))
            return await http.SendAsync(request, timer.Token);
    }

    // The answer as a tree; an empty one if something on the way has answered in place of the service.
    static async Task<XElement> Envelope(HttpResponseMessage answer)
    {
        try { return XElement.Parse(await answer.Content.ReadAsStringAsync()); }
        catch (System.Xml.XmlException) { return new XElement("nothing"); }
    }

    static int Main()
    {
        var names = new[] { "MIXVEL_URL", "MIXVEL_LOGIN", "MIXVEL_PASSWORD", "MIXVEL_UNIT" };
        var demo = new[] { "http://127.0.0.1:8787", "testUser.auth@mixvel.com", "passWord1!", "12036_ALPHA" };
        var set = names.Zip(demo, (name, value) => Environment.GetEnvironmentVariable(name) ?? value).ToArray();
        var client = new MixvelClient(set[0], set[1], set[2], set[3]);
        try
        {
            var who = client.Call(HttpMethod.Get, "/api/Accounts/verify").GetAwaiter().GetResult().Headers;
            Console.WriteLine($"{who.GetValues("X-Auth-Application").First()}: the token counts");
            return 0;
        }
        catch (Exception error) when (error is MixvelException || error is HttpRequestException || error is OperationCanceledException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }
}
